using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weft.Serialization;
using Weft.Transport;

namespace Weft.Bench;

/// <summary>
/// 64 MB from another process into a fresh array, over a data connection and over a plain socket, taking turns.
/// </summary>
internal static class BulkBench
{
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        using var listener = BulkPeer.NewSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var arrived = new Arrived();
        var accepted = new TaskCompletionSource<Connection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var weft = ConnectionListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            new TransportOptions { Self = new PeerAddress("tcp://bench/receiver") },
            connection =>
            {
                accepted.TrySetResult(connection);
                return arrived;
            });

        var rawPort = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", typeof(BulkBench).Assembly.Location, "peer", $"{rawPort}", $"{weft.LocalEndPoint.Port}"]);
        using var peer = Process.Start(start)!;
        using var raw = await listener.AcceptAsync();
        raw.NoDelay = true;
        raw.ReceiveBufferSize = BulkPeer.SocketBufferBytes;
        var connection = await accepted.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var rounds = options.Quick ? 11 : 31;
        var weftRates = new double[rounds];
        var rawRates = new double[rounds];
        double allocated = 0;
        for (var round = -2; round < rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var weftRate = await WeftRateAsync(connection, arrived);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before - BulkPeer.Bytes;
            var rawRate = RawRate(raw);
            if (round < 0) continue;
            (weftRates[round], rawRates[round]) = (weftRate, rawRate);
        }

        raw.Close();
        await peer.WaitForExitAsync();
        return
        [
            BenchResult.RatioAtLeast(
                "bulk_tcp_64mb", Measure.Median(weftRates), "MB/s", Measure.Median(rawRates), 0.9),
            BenchResult.AtMost("bulk_tcp_64mb_allocated", allocated, "bytes", null, 65_536),
        ];
    }

    private static async Task<double> WeftRateAsync(Connection connection, Arrived arrived)
    {
        var watch = Stopwatch.StartNew();
        var next = arrived.NextAsync();
        connection.Send(new Envelope(new byte[] { 0xC0 }, []));
        var array = (double[]?)await next ?? throw new InvalidDataException("nothing arrived");
        var seconds = watch.Elapsed.TotalSeconds;
        Check(array);
        return BulkPeer.Bytes / 1e6 / seconds;
    }

    private static double RawRate(Socket socket)
    {
        var watch = Stopwatch.StartNew();
        socket.Send(new byte[] { 1 });
        var array = GC.AllocateUninitializedArray<double>(BulkPeer.Bytes / sizeof(double));
        var bytes = MemoryMarshal.AsBytes(array.AsSpan());
        while (bytes.Length > 0) bytes = bytes[socket.Receive(bytes)..];
        var seconds = watch.Elapsed.TotalSeconds;
        Check(array);
        return BulkPeer.Bytes / 1e6 / seconds;
    }

    private static void Check(double[] array)
    {
        if (array.Length != BulkPeer.Bytes / sizeof(double) || array[^1] != array.Length - 1)
            throw new InvalidDataException($"{array.Length} elements ending with {array[^1]} arrived");
    }

    private sealed class Arrived : IConnectionHandler
    {
        private TaskCompletionSource<object?> _next = new();

        public Task<object?> NextAsync() =>
            (_next = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void OnMessage(Connection from, Envelope envelope)
        {
            if (envelope.Values is [Deserialized { Failure: null } value]) _next.TrySetResult(value.Value);
            else _next.TrySetException(new InvalidDataException("the answer holds no value"));
        }

        public void OnClosed(Connection connection, string reason, Exception? error) =>
            _next.TrySetException(new IOException($"the peer has gone: {reason}", error));
    }
}
