using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Serialization;

namespace Weft.Bench;

/// <summary>
/// Arrays, a record, a graph, a table, a user's type in five ways and an administrative message to header + frames and
/// back, beside other serializers and beside copying.
/// </summary>
internal static class SerializationBench
{
    private const double EncodeNanosecondsMax = 1000;
    private const double EncodeBytesMax = 512;
    private const double DecodeRatioMax = 1.1;

    // Below this the budget of decoding says nothing: a lookup weighs more than the copy.
    private const int BulkLength = 100_000;

    public static Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var rows = new List<BenchResult>();
        foreach (var length in options.IsTrial ? [10, 1_000] : (int[])[10, 1_000, 100_000, 10_000_000])
            rows.AddRange(CaseRun.Of(Doubles(length), options));
        rows.AddRange(Untouched(options));
        rows.AddRange(CaseRun.Of(SampleCases.Record(), options));
        rows.AddRange(CaseRun.Of(SampleCases.Graph(), options));
        rows.AddRange(Table(options));
        rows.AddRange(WaysCase.Of(options));
        rows.AddRange(CaseRun.Of(AdministrativeCase.Make(), options));
        rows.AddRange(AdministrativeCase.BothWays(options));
        return Task.FromResult<IReadOnlyList<BenchResult>>(rows);
    }

    private static SerializationCase Doubles(int length)
    {
        var random = new Random(1);
        var array = new double[length];
        for (var i = 0; i < length; i++) array[i] = random.NextDouble() * 1000;
        var name = $"double_1e{Math.Round(Math.Log10(length))}";
        return new SerializationCase(
            name,
            Contenders.Weft(array, WeftSerializer.Default),
            [Contenders.Memcpy(array), .. Contenders.General(array)],
            back => back is double[] other && other.AsSpan().SequenceEqual(array))
        {
            EncodeNanosecondsMax = EncodeNanosecondsMax,
            EncodeBytesMax = EncodeBytesMax,
            DecodeRatioMax = length >= BulkLength ? DecodeRatioMax : null,
        };
    }

    // 8 GB that nobody has written to take no memory: nothing but their address is of interest here.
    private static BenchResult[] Untouched(BenchOptions options)
    {
        const int length = 1_000_000_000;
        var array = GC.AllocateUninitializedArray<double>(length);
        var serializer = WeftSerializer.Default;
        Payload payload = null!;
        var calls = options.IsTrial ? 1 : 2000;
        if (!options.IsTrial) Steady.Reach(() => payload = serializer.Serialize(array));
        var time = Measure.Nanoseconds(options.Rounds, calls, () => payload = serializer.Serialize(array));
        var allocated = Measure.AllocatedBytes(calls, () => payload = serializer.Serialize(array));
        if (payload.FrameBytes != length * 8L || !IsEndOf(array, payload.Frames[^1]))
            throw new InvalidDataException($"{payload.FrameBytes} bytes in {payload.Frames.Count} frames");
        return
        [
            BenchResult.AtMost("double_1e9_encode", time, "ns", null, EncodeNanosecondsMax),
            BenchResult.AtMost("double_1e9_encode_allocated", allocated, "bytes", null, EncodeBytesMax),
        ];
    }

    private static bool IsEndOf(double[] array, ReadOnlyMemory<byte> frame) => Unsafe.AreSame(
        ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(array.AsSpan(array.Length - 1))),
        ref MemoryMarshal.GetReference(frame.Span[^sizeof(double)..]));

    private static BenchResult[] Table(BenchOptions options)
    {
        return [.. CaseRun.Of(SampleCases.Table(options.IsTrial ? 100 : 100_000), options)];
    }
}
