using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using Weft.Serialization;
using Weft.Transport;
using Weft.Transport.Connections;

namespace Weft.Actors;

/// <summary>
/// The bulk sends of one actor system: its listener for data connections, the sessions that wait for theirs, and the
/// actor <c>/system/weft</c>. Safe for any thread. It ends with that actor, which ends with its system.
/// </summary>
internal sealed class BulkNode
{
    /// <summary>Why messages fail that this node will not send any more.</summary>
    public const string Stopped = "this node's bulk sends have stopped";

    private const int TokenBytes = 32;

    private readonly SessionDoors _doors = new();
    private readonly ConcurrentDictionary<Task, bool> _endings = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(TokenBytes);
    private readonly InFlightBudget _inFlight;
    private volatile bool _stopped;
    private readonly ConnectionListener? _listener;
    private readonly string _bindHost;

    /// <summary>Listens, where the system has a remote address at all, and starts the actor.</summary>
    /// <exception cref="ConfigurationException">The port is taken, or the host is not this machine's.</exception>
    public BulkNode(WeftExtension extension, BulkSettings settings)
    {
        Extension = extension;
        Settings = settings;
        Forms = new DataForms(extension);
        Address = extension.System.Provider.DefaultAddress;
        // The number by which the cluster and quarantines name the same incarnation.
        Uid = Address.HasGlobalScope ? AddressUidExtension.Uid(extension.System) : 0;
        _bindHost = Settings.Hostname.Length > 0 ? Settings.Hostname : Address.Host ?? "";
        Host = Settings.PublicHostname.Length > 0 ? Settings.PublicHostname : _bindHost;
        _inFlight = new InFlightBudget(extension.Serializer.Limits.BytesInFlightMax);
        if (Address.HasGlobalScope) _listener = Listen();
        Front = extension.System.SystemActorOf(BulkActor.Props(this), "weft");
        _ = EndWithFrontAsync();
    }

    /// <summary>The system's families and types.</summary>
    public WeftExtension Extension { get; }

    /// <summary>Messages as bodies and values.</summary>
    public DataForms Forms { get; }

    /// <summary>What stands under <c>weft.bulk</c>.</summary>
    public BulkSettings Settings { get; }

    /// <summary>The system's address, as others know it.</summary>
    public Address Address { get; }

    /// <summary>The incarnation of the system.</summary>
    public long Uid { get; }

    /// <summary>Where peers are told to connect.</summary>
    public string Host { get; }

    /// <summary>The port of that; 0 where nothing listens.</summary>
    public int Port => AcceptingPort > 0 && Settings.PublicPort > 0 ? Settings.PublicPort : AcceptingPort;

    /// <summary>The port that accepts data connections; 0 where nothing listens.</summary>
    public int AcceptingPort => _listener?.LocalEndPoint.Port ?? 0;

    /// <summary>The actor <c>/system/weft</c>.</summary>
    public IActorRef Front { get; }

    /// <summary>What that actor has yet to hand on.</summary>
    public SendQueue Sends { get; } = new();

    /// <summary>The package's version, for messages.</summary>
    public static string Package { get; } = typeof(BulkNode).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>What this node says of itself.</summary>
    public PeerFacts Own => new(
        Package,
        RuntimeInformation.FrameworkDescription,
        Extension.Frame.FrameBytes,
        Extension.Serializer.Compression ?? "");

    /// <summary>Set once the system has ended and no connection uses anybody's memory.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>The full path of an actor of any system, as the peers know it.</summary>
    public string PathOf(IActorRef? actor) =>
        actor is null || actor.Equals(ActorRefs.NoSender) || actor.Equals(ActorRefs.Nobody)
            ? ""
            : actor.Path.ToSerializationFormatWithAddress(
                actor.Path.Address.HasLocalScope ? Address : actor.Path.Address);

    /// <summary>Takes a message; what is sent where <see cref="Front"/> has ended fails at once.</summary>
    public void Send(DataSend send)
    {
        Sends.Put(send, Front);
        // It was put before this looks; who ended the node said so before he emptied the queue.
        if (_stopped) FailLeft();
    }

    /// <summary>
    /// Opens the door for one data connection, which then belongs to <paramref name="receiver"/>; once, however often
    /// it is asked for.
    /// </summary>
    public BulkMessage.HelloAck Invite(long session, IActorRef receiver, byte[] pairToken)
    {
        _doors.Open(pairToken, receiver);
        return new BulkMessage.HelloAck(
            session,
            Uid,
            Host,
            Port,
            _token,
            pairToken,
            Package,
            Extension.Serializer.Deserializers,
            Settings.InFlightBytes,
            Settings.QueuedMessages,
            Extension.Serializer.Limits.PayloadBytesMax,
            Own.Runtime,
            Own.FrameBytes,
            Own.Compression);
    }

    /// <summary>Closes the door again; the connection that came through it, if any, is the caller's to end.</summary>
    public Connection? Withdraw(byte[] pairToken) => _doors.Close(pairToken);

    /// <summary>True where data connections have TLS.</summary>
    public bool HasTls => Extension.Tls.Transport is not null;

    /// <summary>Null where a peer's data connections have TLS just as this node's, else why to refuse it.</summary>
    public string? Mismatch(bool peerHasTls) => (peerHasTls, HasTls) switch
    {
        (false, true) => $"the node {Address} has data connections by TLS only, and the asking one has none",
        (true, false) => $"the node {Address} has no TLS for data connections, and the asking one demands it",
        _ => null,
    };

    /// <summary>Who waits for the connection that presents this token; null for nobody, or not any more.</summary>
    public IActorRef? Admit(ReadOnlySpan<byte> pairToken, Connection connection) =>
        _doors.Pass(pairToken, connection);

    /// <summary>Connects to a peer that has answered.</summary>
    /// <exception cref="IOException">It cannot be reached or does not shake hands.</exception>
    public async Task<Connection> DialAsync(BulkMessage.HelloAck ack, DataOutlet outlet, CancellationToken cancellation)
    {
        var host = await ResolveAsync(ack.Host, cancellation).ConfigureAwait(false);
        var connection = await ConnectionDialer.ConnectAsync(
            ack.Host, new IPEndPoint(host, ack.Port), Terms(ack.NodeToken), _ => outlet, cancellation)
            .ConfigureAwait(false);
        connection.Send(DataPreamble.Of(Uid, ack));
        return connection;
    }

    /// <summary>A connection that may read somebody's memory until the task is done, which must not fail.</summary>
    public void Track(Task ending)
    {
        _endings.TryAdd(ending, true);
        _ = ending.ContinueWith(
            done => _endings.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    // However the actor ended: one that never began again has nothing left to say so itself.
    private async Task EndWithFrontAsync()
    {
        await Front.WatchAsync().ConfigureAwait(false);
        _stopped = true;
        // Whoever puts a message after this looks sees that it has stopped.
        Interlocked.MemoryBarrier();
        try
        {
            FailLeft();
            if (_listener is not null) await _listener.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAll(_endings.Keys).ConfigureAwait(false);
        }
        finally
        {
            // Those who wait for it must not wait for ever.
            await _closed.CancelAsync().ConfigureAwait(false);
        }
    }

    private void FailLeft() => Sends.Fail(Stopped, Extension.System);

    private static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var address)) return address;
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
            return found.FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (Exception error) when (error is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new IOException($"the host '{host}' of its data connections has no address: {error.Message}", error);
        }
    }

    private ConnectionListener Listen()
    {
        try
        {
            var host = ResolveAsync(_bindHost, CancellationToken.None).GetAwaiter().GetResult();
            return ConnectionListener.Start(
                new IPEndPoint(host, Settings.Port),
                Terms(_token),
                connection => new DataIntake(this, connection),
                OnRefused);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw new ConfigurationException(
                $"weft.bulk.hostname = '{Settings.Hostname}', weft.bulk.port = {Settings.Port}: data connections " +
                $"cannot be accepted at {_bindHost}:{Settings.Port}: {error.Message}; name an address of this " +
                "machine and a free port",
                error);
        }
    }

    private void OnRefused(EndPoint? from, string reason) =>
        Extension.System.Log.Warning("a data connection from {0} was refused: {1}", from, reason);

    private TransportOptions Terms(byte[] token) => new()
    {
        Tls = Extension.Tls.Transport,
        Serializer = Extension.Serializer,
        Deserializers = Extension.Serializer.Deserializers,
        Limits = Extension.Serializer.Limits,
        Token = token,
        Self = new PeerAddress(Address.ToString()),
        // Which actors they are is known by the ticket, which may come later.
        ReceivingContext = peer => Extension.ContextOf(peer, new PeerAddress(Address.ToString())),
        HandshakeTimeout = Settings.HandshakeTimeout,
        // The actors look for progress themselves, and know more of it; this is for peers that ignore them.
        StallTimeout = (Settings.PayloadTimeout * 2) + TimeSpan.FromSeconds(5),
        // A peer that stands still holds its own share and nobody else's.
        ConnectionBytesInFlightMax = Settings.InFlightBytes,
        InFlight = _inFlight,
    };
}
