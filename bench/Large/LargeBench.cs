using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weft.Serialization;
using Weft.Transport;

namespace Weft.Bench;

/// <summary>
/// 300,000,000 doubles to another process and back, over a data connection and over a plain socket. Both ends receive
/// into fresh arrays; the other process answers once it has the whole value.
/// </summary>
internal static class LargeBench
{
    private const int Length = 300_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var length = options.IsTrial ? 1_000_000 : Length;
        var array = new double[length];
        for (var i = 0; i < length; i++) array[i] = i * 0.5;
        using var listener = BulkPeer.NewSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var returned = new Returned();
        var accepted = new TaskCompletionSource<Connection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var weft = ConnectionListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            new TransportOptions { Self = new PeerAddress("tcp://bench/large") },
            connection =>
            {
                accepted.TrySetResult(connection);
                return returned;
            });

        var rawPort = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var peer = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                "exec", typeof(LargeBench).Assembly.Location, "large-peer", $"{rawPort}", $"{weft.LocalEndPoint.Port}",
                $"{length}",
            ]))!;
        using var raw = await listener.AcceptAsync();
        raw.NoDelay = true;
        (raw.SendBufferSize, raw.ReceiveBufferSize) = (BulkPeer.SocketBufferBytes, BulkPeer.SocketBufferBytes);
        var connection = await accepted.Task.WaitAsync(Patience);

        var rounds = options.IsTrial || options.Quick ? 1 : 3;
        var weftRates = new double[rounds];
        var rawRates = new double[rounds];
        double allocated = 0;
        for (var round = options.IsTrial ? 0 : -1; round < rounds; round++)
        {
            await CollectAsync(connection, returned);
            (var weftRate, allocated) = await WeftRateAsync(connection, returned, array);
            await CollectAsync(connection, returned);
            var rawRate = RawRate(raw, array);

            // The first time both pay for what the system has not given them before.
            if (round >= 0) (weftRates[round], rawRates[round]) = (weftRate, rawRate);
        }

        raw.Close();
        await peer.WaitForExitAsync();
        return
        [
            BenchResult.RatioAtLeast(
                "large_there_and_back", Measure.Median(weftRates), "MB/s", Measure.Median(rawRates), 0.9),
            BenchResult.Of("large_there_and_back_allocated", allocated, "bytes", null),
        ];
    }

    // Here and there: neither way may find memory that the other has left.
    private static async Task CollectAsync(Connection connection, Returned returned)
    {
        GC.Collect();
        var next = returned.NextAsync();
        connection.Send(new Envelope(new byte[] { 0xC0 }, []), MessageKind.Data);
        await next.WaitAsync(Patience);
    }

    // Allocated: beyond the array that came back.
    private static async Task<(double Rate, double Allocated)> WeftRateAsync(
        Connection connection, Returned returned, double[] array)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var next = returned.NextAsync();
        connection.Send(new Envelope(new byte[] { 0xC0 }, [new ToSerialize(array)]), MessageKind.Data);
        var back = (double[]?)await next.WaitAsync(Patience) ?? throw new InvalidDataException("nothing came back");
        var seconds = watch.Elapsed.TotalSeconds;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before - array.LongLength * sizeof(double);
        Check(array, back);
        return (MegabytesPerSecond(array, seconds), allocated);
    }

    private static double RawRate(Socket socket, double[] array)
    {
        var watch = Stopwatch.StartNew();
        RawSocket.Send(socket, array);
        var back = GC.AllocateUninitializedArray<double>(array.Length);
        RawSocket.Receive(socket, back);
        var seconds = watch.Elapsed.TotalSeconds;
        Check(array, back);
        return MegabytesPerSecond(array, seconds);
    }

    private static double MegabytesPerSecond(double[] array, double seconds) =>
        2 * array.LongLength * sizeof(double) / 1e6 / seconds;

    private static void Check(double[] array, double[] back)
    {
        if (!array.AsSpan().SequenceEqual(back))
            throw new InvalidDataException($"{back.Length} doubles came back, not the {array.Length} that went");
    }

    private sealed class Returned : IConnectionHandler
    {
        private TaskCompletionSource<object?> _next = new();

        public Task<object?> NextAsync() =>
            (_next = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void OnMessage(Connection from, Envelope envelope)
        {
            if (envelope.Values.Count == 0) _next.TrySetResult(null);
            else if (envelope.Values is [Deserialized { Failure: null } value]) _next.TrySetResult(value.Value);
            else _next.TrySetException(new InvalidDataException("the answer holds no value"));
        }

        public void OnClosed(Connection connection, string reason, Exception? error) =>
            _next.TrySetException(new IOException($"the peer has gone: {reason}", error));
    }
}
