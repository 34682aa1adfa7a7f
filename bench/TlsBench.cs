using System.Diagnostics;
using System.Net;
using Weft.Serialization;
using Weft.Transport;
using Weft.Transport.Certificates;

namespace Weft.Bench;

/// <summary>
/// 64 MB into a fresh array over a data connection with mutual TLS and over one without, taking turns.
/// </summary>
internal static class TlsBench
{
    private const int Bytes = 64_000_000;

    public static async Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authority = CertificateAuthority.Create("Bench", from, until);
        using var node = authority.Issue(["127.0.0.1"], from, until);
        await using var plain = await Way.OpenAsync(null);
        await using var tls = await Way.OpenAsync(new TlsOptions(new TlsIdentity(node, [authority.Certificate])));

        var array = new double[Bytes / sizeof(double)];
        for (var i = 0; i < array.Length; i++) array[i] = i;
        var rounds = options.Quick ? 7 : 21;
        var (plainRates, tlsRates) = (new double[rounds], new double[rounds]);
        for (var round = -2; round < rounds; round++)
        {
            var tlsRate = await tls.RateAsync(array);
            var plainRate = await plain.RateAsync(array);
            if (round >= 0) (tlsRates[round], plainRates[round]) = (tlsRate, plainRate);
        }

        return
        [
            BenchResult.RatioAtLeast(
                "bulk_tls_64mb", Measure.Median(tlsRates), "MB/s", Measure.Median(plainRates), 0.2),
        ];
    }

    private sealed class Way(ConnectionListener listener, Arrivals arrivals) : IAsyncDisposable
    {
        private Connection? _connection;

        public static async Task<Way> OpenAsync(TlsOptions? tls)
        {
            var arrivals = new Arrivals();
            var listener = ConnectionListener.Start(
                new IPEndPoint(IPAddress.Loopback, 0),
                new TransportOptions { Self = new PeerAddress("tcp://bench/receiver"), Tls = tls },
                _ => arrivals);
            return new Way(listener, arrivals)
            {
                _connection = await ConnectionDialer.ConnectAsync(
                    listener.LocalEndPoint,
                    new TransportOptions { Self = new PeerAddress("tcp://bench/sender"), Tls = tls },
                    _ => new Arrivals(),
                    CancellationToken.None),
            };
        }

        public async Task<double> RateAsync(double[] array)
        {
            var watch = Stopwatch.StartNew();
            var next = arrivals.NextAsync();
            _connection!.Send(new Envelope(new byte[] { 0xC0 }, [new ToSerialize(array)]), MessageKind.Data);
            var arrived = (double[]?)await next;
            var seconds = watch.Elapsed.TotalSeconds;
            if (arrived is null || arrived.Length != array.Length || arrived[^1] != array[^1])
                throw new InvalidDataException($"{arrived?.Length} elements arrived");
            return Bytes / 1e6 / seconds;
        }

        public async ValueTask DisposeAsync()
        {
            await _connection!.DisposeAsync();
            await listener.DisposeAsync();
        }
    }

    private sealed class Arrivals : IConnectionHandler
    {
        private TaskCompletionSource<object?> _next = new();

        public Task<object?> NextAsync() =>
            (_next = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void OnMessage(Connection from, Envelope envelope)
        {
            if (envelope.Values is [Deserialized { Failure: null } value]) _next.TrySetResult(value.Value);
            else _next.TrySetException(new InvalidDataException("no value came"));
        }

        public void OnClosed(Connection connection, string reason, Exception? error) =>
            _next.TrySetException(new IOException(reason, error));
    }
}
