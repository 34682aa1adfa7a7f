using Weft.Serialization;

namespace Weft.Bench;

/// <summary>10^7 doubles to header + frames and back, from bytes at hand.</summary>
internal static class ArrayBench
{
    private const int Length = 10_000_000;

    public static Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var array = new double[Length];
        for (var i = 0; i < Length; i++) array[i] = i;
        var serializer = WeftSerializer.Default;
        Payload payload = null!;

        var copy = new double[Length];
        Steady.Reach(() => payload = serializer.Serialize(array));
        var encode = Measure.Nanoseconds(options.Rounds, 2000, () => payload = serializer.Serialize(array));
        var plainCopy = Measure.Nanoseconds(options.Rounds, 1, () => array.CopyTo(copy, 0));
        var allocated = Measure.AllocatedBytes(1000, () => payload = serializer.Serialize(array));

        double[] result = [];
        void Decode() => result = serializer.Deserialize<double[]>(payload);
        void Copy()
        {
            var target = GC.AllocateUninitializedArray<double>(Length);
            array.CopyTo(target, 0);
            copy = target;
        }

        // Single calls by turns, then in the other order: collections come at a rhythm that may favour one of the two.
        var first = Measure.Paired(2 * options.Rounds, 1, Decode, Copy);
        var second = Measure.Paired(2 * options.Rounds, 1, Copy, Decode);
        var decode = (first.Work + second.Baseline) / 2;
        var fresh = (first.Baseline + second.Work) / 2;
        if (!result.AsSpan().SequenceEqual(array)) throw new InvalidDataException("the array came back changed");

        return Task.FromResult<IReadOnlyList<BenchResult>>(
        [
            BenchResult.AtMost("serialize_double_1e7", encode, "ns", plainCopy, 1000),
            BenchResult.AtMost("serialize_double_1e7_allocated", allocated, "bytes", Length * sizeof(double), 512),
            BenchResult.RatioAtMost("deserialize_double_1e7", decode / 1e6, "ms", fresh / 1e6, 1.1),
        ]);
    }
}
