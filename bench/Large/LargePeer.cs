using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Weft.Serialization;
using Weft.Transport;

namespace Weft.Bench;

/// <summary>The other process of the large bench: it sends back every array that it gets, by the way it came.</summary>
internal static class LargePeer
{
    /// <summary>Serves until the plain socket is closed.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var rawPort = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var weftPort = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var length = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        await using var connection = await ConnectionDialer.ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, weftPort),
            new TransportOptions { Self = new PeerAddress("tcp://bench/large-peer") },
            _ => new Echo(),
            CancellationToken.None);

        using var socket = BulkPeer.NewSocket();
        await socket.ConnectAsync(IPAddress.Loopback, rawPort);
        await Task.Factory.StartNew(() => ServeRaw(socket, length), TaskCreationOptions.LongRunning);
        return 0;
    }

    private static void ServeRaw(Socket socket, int length)
    {
        while (true)
        {
            // Made when the first byte is there: meanwhile the memory holds what comes by the other way.
            if (!socket.Poll(-1, SelectMode.SelectRead) || !Answer(socket, length)) return;
        }
    }

    // By itself, so that nothing refers to the array afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Answer(Socket socket, int length)
    {
        var array = GC.AllocateUninitializedArray<double>(length);
        if (!RawSocket.Receive(socket, array)) return false;
        RawSocket.Send(socket, array);
        return true;
    }

    private sealed class Echo : IConnectionHandler
    {
        public void OnMessage(Connection from, Envelope envelope)
        {
            // A message of no values asks to give back what earlier ones have left, so that both ways find the same.
            if (envelope.Values.Count == 0) GC.Collect();
            from.Send(envelope, MessageKind.Data);
        }

        public void OnClosed(Connection connection, string reason, Exception? error)
        {
        }
    }
}
