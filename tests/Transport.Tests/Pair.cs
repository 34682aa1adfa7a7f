using System.Net;
using Weft.Serialization;

namespace Weft.Transport.Tests;

/// <summary>A listener and one connection to it over loopback; both ends record what they are told.</summary>
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
