using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weft.Serialization;
using Weft.Transport;

namespace Weft.Bench;

/// <summary>
/// The other process of the bulk bench: it holds one warm array and sends it whenever it is asked, over a plain socket
/// to one port and over a data connection to the other.
/// </summary>
internal static class BulkPeer
{
    /// <summary>Bytes of one transfer.</summary>
    public const int Bytes = 64_000_000;

    /// <summary>Both kinds of sockets get the buffers that Weft gives its own.</summary>
    public static int SocketBufferBytes { get; } = new TransportOptions().SocketBufferBytes;

    /// <summary>Serves until the plain socket is closed.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var rawPort = int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture);
        var weftPort = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture);
        var array = new double[Bytes / sizeof(double)];
        for (var i = 0; i < array.Length; i++) array[i] = i;

        await using var connection = await ConnectionDialer.ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, weftPort),
            new TransportOptions { Self = new PeerAddress("tcp://bench/sender") },
            _ => new Answer(array),
            CancellationToken.None);

        using var socket = NewSocket();
        await socket.ConnectAsync(IPAddress.Loopback, rawPort);
        await Task.Factory.StartNew(() => ServeRaw(socket, array), TaskCreationOptions.LongRunning);
        return 0;
    }

    /// <summary>A socket set up as Weft sets up its own.</summary>
    public static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        SendBufferSize = SocketBufferBytes,
        ReceiveBufferSize = SocketBufferBytes,
    };

    private static void ServeRaw(Socket socket, double[] array)
    {
        var request = new byte[1];
        while (socket.Receive(request) == 1)
        {
            var bytes = MemoryMarshal.AsBytes(array.AsSpan());
            while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
        }
    }

    private sealed class Answer(double[] array) : IConnectionHandler
    {
        public void OnMessage(Connection from, Envelope envelope) =>
            from.Send(new Envelope(envelope.Body, [new ToSerialize(array)]), MessageKind.Data);

        public void OnClosed(Connection connection, string reason, Exception? error)
        {
        }
    }
}
