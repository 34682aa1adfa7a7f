using System.Collections.Concurrent;
using System.Net;
using Weft.Serialization;

namespace Weft.Transport.Tests;

/// <summary>A listener and one connection to it over a real loopback socket; both ends record what they are told.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private Pair(ConnectionListener listener, Recorder server, Recorder client, Connection connection)
    {
        (Listener, Server, Client, Connection) = (listener, server, client, connection);
    }

    public ConnectionListener Listener { get; }

    public Recorder Server { get; }

    public Recorder Client { get; }

    public Connection Connection { get; }

    public static IPEndPoint AnyPort => new(IPAddress.Loopback, 0);

    public static async Task<Pair> MakeAsync(TransportOptions? server = null, TransportOptions? client = null)
    {
        var serverSide = new Recorder();
        var clientSide = new Recorder();
        server ??= Options("tcp://server");
        client ??= Options("tcp://client");
        var listener = ConnectionListener.Start(AnyPort, server, serverSide.Attach);
        var connection = await ConnectionDialer.ConnectAsync(
            listener.LocalEndPoint, client, clientSide.Attach, CancellationToken.None);
        await serverSide.Attached.WaitAsync(Patience);
        return new(listener, serverSide, clientSide, connection);
    }

    public static TransportOptions Options(string self) => new()
    {
        Self = new PeerAddress(self),
        Serializer = RawFamily.NewSerializer(),
        InFlight = new InFlightBudget(1L << 32),
    };

    public static Envelope Message(byte body, params MessageValue[] values) => new(new[] { body }, values);

    public static double[] Doubles(int count)
    {
        var random = new Random(count);
        var values = new double[count];
        for (var index = 0; index < count; index++) values[index] = random.NextDouble();
        return values;
    }

    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    /// <summary>How long a test waits for what must happen.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(20);

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Listener.DisposeAsync();
    }
}

/// <summary>Keeps what a connection tells its handler.</summary>
internal sealed class Recorder : IConnectionHandler
{
    private readonly BlockingCollection<Envelope> _messages = [];
    private readonly TaskCompletionSource<Connection> _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Action<Connection, Envelope>? Then { get; set; }

    public Task<Connection> Attached => _attached.Task;

    public Task<string> Closed => _closed.Task.WaitAsync(Pair.Patience);

    public int ClosedCount { get; private set; }

    public Connection Connection => _attached.Task.Result;

    public IConnectionHandler Attach(Connection connection)
    {
        _attached.TrySetResult(connection);
        return this;
    }

    public Envelope Next() =>
        _messages.TryTake(out var message, Pair.Patience) ? message : throw new TimeoutException("no message came");

    public bool TryNext(TimeSpan wait, out Envelope? message) => _messages.TryTake(out message, wait);

    public void OnMessage(Connection from, Envelope envelope)
    {
        if (Then is { } then)
            then(from, envelope);
        else
            _messages.Add(envelope);
    }

    public void OnClosed(Connection connection, string reason, Exception? error)
    {
        ClosedCount++;
        _closed.TrySetResult(reason);
    }
}
