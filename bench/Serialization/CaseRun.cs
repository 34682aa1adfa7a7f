namespace Weft.Bench;

/// <summary>Runs a case: checks that every contender gives the value back, then takes times by turns.</summary>
internal static class CaseRun
{
    private const double SlowNanoseconds = 500e6;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(20);

    public static IEnumerable<BenchResult> Of(SerializationCase work, BenchOptions options)
    {
        foreach (var contender in work.Others.Prepend(work.Weft))
        {
            if (!work.IsSame(contender.Decode(contender.Encode())))
                throw new InvalidDataException($"{work.Name}: {contender.Name} gave another value back");
        }

        object? kept = null;
        var encode = Compare(work, other => () => kept = other.Encode(), options);
        yield return Row($"{work.Name}_encode", encode, work.EncodeNanosecondsMax, null);
        if (work.EncodeBytesMax is { } most)
        {
            yield return BenchResult.AtMost(
                $"{work.Name}_encode_allocated", encode.Allocated, "bytes", encode.Beside[0].Allocated, most);
        }

        var decode = Compare(work, other => Decoding(other, value => kept = value), options);
        yield return Row($"{work.Name}_decode", decode, null, work.DecodeRatioMax);
        GC.KeepAlive(kept);
    }

    private static Action Decoding(Contender contender, Action<object?> keep)
    {
        var encoded = contender.Encode();
        return () => keep(contender.Decode(encoded));
    }

    private static Comparison Compare(
        SerializationCase work, Func<Contender, Action> prepare, BenchOptions options)
    {
        var weft = prepare(work.Weft);
        var allocated = Measure.AllocatedBytes(10, weft);
        var times = new List<double>();
        var beside = new List<BesideResult>();
        foreach (var other in work.Others)
        {
            var baseline = prepare(other);
            var (time, besideTime) = Pair(weft, baseline, options);
            var besideAllocated = Measure.AllocatedBytes(1, baseline);
            times.Add(time);
            beside.Add(new BesideResult(
                other.Name,
                Math.Round(besideTime, 1),
                Math.Round(time / besideTime, 6),
                besideAllocated,
                besideAllocated > 0 ? Math.Round(allocated / besideAllocated, 6) : null));
        }

        return new Comparison(times[0], allocated, beside);
    }

    // In both orders: collections come at a rhythm that may favour the first or the second of two.
    private static (double Work, double Baseline) Pair(Action work, Action baseline, BenchOptions options)
    {
        if (options.IsTrial) return Measure.Paired(1, 1, work, baseline);
        var workCalls = CallsOf(work);
        var baselineCalls = CallsOf(baseline);
        var rounds = options.Rounds;
        if (baselineCalls == 1 && Measure.Nanoseconds(1, 1, baseline) > SlowNanoseconds) rounds = options.Quick ? 1 : 3;
        var first = Measure.Paired(rounds, workCalls, work, baselineCalls, baseline);
        var second = Measure.Paired(rounds, baselineCalls, baseline, workCalls, work);
        return ((first.Work + second.Baseline) / 2, (first.Baseline + second.Work) / 2);
    }

    // What fills a round by one call is not called often enough to be compiled anew.
    private static int CallsOf(Action work)
    {
        var calls = Measure.CallsWithin(Round, work);
        if (calls == 1) return 1;
        Steady.Reach(work, Math.Min(calls, 2000));
        return Measure.CallsWithin(Round, work);
    }

    private static BenchResult Row(string name, Comparison figures, double? most, double? ratioMost)
    {
        var baseline = figures.Beside[0].Value;
        var row = (most, ratioMost) switch
        {
            ({ } nanoseconds, _) => BenchResult.AtMost(name, figures.Time, "ns", baseline, nanoseconds),
            (_, { } ratio) => BenchResult.RatioAtMost(name, figures.Time, "ns", baseline, ratio),
            _ => BenchResult.Of(name, figures.Time, "ns", baseline),
        };
        return row with { Allocated = figures.Allocated, Beside = figures.Beside };
    }

    private sealed record Comparison(double Time, double Allocated, IReadOnlyList<BesideResult> Beside);
}
