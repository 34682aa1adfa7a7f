using Weft.Serialization.Samples;

namespace Weft.Bench;

/// <summary>
/// One user type, four scalars, a name and two arrays of a thousand numbers, in each of the five ways in which
/// docs/serialization.md sends it; the code is the page's.
/// </summary>
internal static class WaysCase
{
    private const int Length = 1000;

    // One of the ways keeps half of the digits.
    private const double Difference = 1e-7;

    /// <summary>These rows alone; they are also among those of the whole bench of serialization.</summary>
    public static Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options) =>
        Task.FromResult<IReadOnlyList<BenchResult>>([.. Of(options)]);

    /// <summary>For each way the time there and back, and the bytes that leave.</summary>
    public static IEnumerable<BenchResult> Of(BenchOptions options)
    {
        var scan = Scans.Make(Length);
        foreach (var (way, weft) in FiveWays.All)
        {
            var name = $"scan_{way}";
            var work = new SerializationCase(
                name,
                Contenders.Weft(scan, weft),
                [Copies(scan)],
                back => Scans.AreSame(scan, back as Scan, Difference));
            foreach (var row in CaseRun.Of(work, options)) yield return row;
            var payload = weft.Serialize(scan);
            var sent = payload.FrameBytes + payload.Header.Encoded.Length;
            yield return BenchResult.Of($"{name}_sent", sent, "bytes out", 16.0 * Length);
        }
    }

    // Fresh arrays and two copies, both ways.
    private static Contender Copies(Scan scan) => new(
        "memcpy",
        () => Copy(scan),
        copy => Copy((Scan)copy));

    private static Scan Copy(Scan scan) => scan with
    {
        Times = scan.Times.AsSpan().ToArray(),
        Values = scan.Values.AsSpan().ToArray(),
    };
}
