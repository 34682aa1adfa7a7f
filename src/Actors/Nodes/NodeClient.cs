using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Weft.Runtime;

namespace Weft.Actors;

/// <summary>
/// A program outside a cluster that talks to it: an actor system of its own that is no member. Disposing it ends the
/// system; dispose the clients made from it before.
/// </summary>
public sealed class NodeClient : IAsyncDisposable
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(1);

    private readonly NodeClientOptions _options;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<Address> _contacts;

    private NodeClient(NodeClientOptions options, ActorSystem system, IReadOnlyList<Address> contacts) =>
        (_options, _system, _contacts) = (options, system, contacts);

    /// <summary>Starts the system; nobody is asked yet.</summary>
    /// <exception cref="ArgumentException">Contacts, file or settings are wrong; the message names which.</exception>
    /// <exception cref="IOException">The system cannot listen for answers.</exception>
    public static NodeClient Open(NodeClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Contacts.Count == 0) throw new ArgumentException("at least one contact is needed");
        try
        {
            var above = NodeLayer.Typed(new Dictionary<NodeFlag, IReadOnlyList<string>>
            {
                [NodeFlag.Set] = options.Settings,
            }).ToConfig(NodeRole.Worker);
            var file = options.ConfigFile is null ? Config.Empty : NodeConfig.ReadFile(options.ConfigFile);
            var config = above.WithFallback(file);
            var protocol = config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl") ? "akka.ssl.tcp" : "akka.tcp";
            var contacts = options.Contacts.Select(text => NodeConfig.ParseAddress(text, protocol)
                ?? throw new ArgumentException(
                    $"'{text}' is no contact: expected host:port or a whole address such as "
                    + $"{protocol}://{NodeConfig.SystemName}@host:4053")).ToArray();
            var system = ActorSystem.Create("weft-client", config
                .WithFallback(Outside(options.Hostname ?? OwnHost(contacts[0]), contacts))
                .WithFallback(NodeConfig.Embedded("client"))
                .WithFallback(NodeConfig.Embedded("node"))
                .WithFallback(WeftConfig.Reference));
            return new NodeClient(options, system, contacts);
        }
        catch (Exception error) when (error is NodeException or ConfigurationException)
        {
            throw new ArgumentException(OneLine.Of(error), error);
        }
        catch (Exception error) when (OneLine.Chain(error).OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            throw new IOException($"this program cannot listen for answers: {OneLine.Of(socket)}", error);
        }
    }

    /// <summary>The members of the cluster, as the first contact that answers sees them.</summary>
    /// <exception cref="TimeoutException">None answered; names those that were asked.</exception>
    public async Task<IReadOnlyList<NodeMember>> MembersAsync(CancellationToken cancellation)
    {
        var until = Environment.TickCount64 + _options.Timeout.TotalMilliseconds;
        do
        {
            var asked = _contacts.Select(contact => _system
                .ActorSelection(new RootActorPath(contact) / "user" / NodeActor.Name)
                .Ask<MembersKnown>(MembersAsked.Instance, AnswerMax, cancellation)).ToList();
            while (asked.Count > 0)
            {
                var answered = await Task.WhenAny(asked).ConfigureAwait(false);
                if (answered.IsCompletedSuccessfully) return answered.Result.Members;
                asked.Remove(answered);
            }

            cancellation.ThrowIfCancellationRequested();
        }
        while (Environment.TickCount64 < until);

        throw new TimeoutException(
            $"nobody answered within {_options.Timeout.TotalSeconds:0.#} s at {string.Join(", ", _contacts)}");
    }

    /// <summary>The address of the cluster's scheduler.</summary>
    /// <exception cref="TimeoutException">No scheduler was found; says who was asked and what was said.</exception>
    public async Task<string> SchedulerAsync(CancellationToken cancellation)
    {
        var search = SchedulerSearch.For(WeftExtension.Of(_system));
        var scheduler = await search.FindAsync(_options.Timeout, cancellation).ConfigureAwait(false);
        return WeftRoles.AddressOf(_system, scheduler).Value;
    }

    /// <summary>A client of the cluster's scheduler, ready for use.</summary>
    /// <param name="options">Name and families; their time-out gives way to that of this object.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="TimeoutException">No scheduler was found; says who was asked and what was said.</exception>
    public Task<Client> ConnectAsync(ClientOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return WeftRoles.ConnectAsync(_system, options with { Timeout = _options.Timeout }, cancellation);
    }

    /// <summary>Ends the system.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAny(_system.Terminate(), Task.Delay(EndMax)).ConfigureAwait(false);

    private static Config Outside(string hostname, IReadOnlyList<Address> contacts) => ConfigurationFactory.ParseString(
        $$"""
        akka.actor.provider = remote
        akka.loglevel = OFF
        akka.remote.retry-gate-closed-for = 500ms
        akka.remote.dot-netty.tcp { hostname = "{{hostname}}", port = 0 }
        weft.client.contacts = [{{string.Join(", ", contacts.Select(contact => $"\"{contact}\""))}}]
        """);

    // The address that the system would send from: nothing is sent to find it.
    private static string OwnHost(Address contact)
    {
        try
        {
            using var probe = new Socket(SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(contact.Host, contact.Port!.Value);
            var address = ((IPEndPoint)probe.LocalEndPoint!).Address;
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }
        catch (SocketException)
        {
            return IPAddress.Loopback.ToString();
        }
    }
}
