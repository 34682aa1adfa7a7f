namespace Weft.Fuzz;

/// <summary>Damages valid inputs in one to a handful of places. The same number gives the same input.</summary>
internal sealed class Mutator
{
    private const int RunBytesMax = 256 * 1024;
    private readonly IReadOnlyList<FuzzInput> _corpus;
    private readonly IReadOnlyList<byte[]> _texts;

    public Mutator(IReadOnlyList<FuzzInput> corpus) => (_corpus, _texts) = (corpus, Texts.Of(corpus));

    private delegate byte[] Change(byte[] run, ref Dice dice);

    /// <summary>The input of this number.</summary>
    public FuzzInput Make(long seed)
    {
        var dice = new Dice(seed);
        var runs = dice.Pick(_corpus).Runs.ToList();
        for (int left = 1 + (dice.Below(2) * dice.Below(4)); left > 0; left--)
        {
            if (dice.Below(16) == 0) ChangeRuns(runs, ref dice);
            if (runs.Count == 0) continue;
            // The first run says what the others mean; it is hit as often as all of them together.
            int index = dice.Below(2) == 0 ? 0 : dice.Below(runs.Count);
            var before = runs[index];
            var changed = ChangeOne(before, ref dice, out var inside);
            runs[index] = changed.Length <= RunBytesMax ? changed : changed[..RunBytesMax];
            // A stream that becomes more or less than is declared is refused before what it became is looked at.
            if (inside is { } lengths && dice.Below(2) == 0)
                DeclaredLengths.Adjust(runs, index, before.Length, runs[index].Length, lengths.Before, lengths.After);
        }

        return new FuzzInput(runs);
    }

    private void ChangeRuns(List<byte[]> runs, ref Dice dice)
    {
        int at = dice.Below(runs.Count + 1);
        switch (dice.Below(5))
        {
            case 0 when at < runs.Count:
                runs.RemoveAt(at);
                break;
            case 1 when at < runs.Count:
                runs.Insert(at, runs[at]);
                break;
            case 2 when runs.Count > 1:
                int other = dice.Below(runs.Count);
                (runs[other], runs[^1]) = (runs[^1], runs[other]);
                break;
            case 3:
                runs.Insert(at, []);
                break;
            default:
                var donor = dice.Pick(_corpus);
                if (donor.Runs.Count > 0) runs.Insert(at, dice.Pick(donor.Runs));
                break;
        }
    }

    // The lengths of what is inside of a compressed run, where it was changed there.
    private byte[] ChangeOne(byte[] run, ref Dice dice, out (int Before, int After)? lengths)
    {
        lengths = null;
        Change change = dice.Below(14) switch
        {
            0 or 1 => FlipBit,
            2 => SetByte,
            3 => Truncate,
            4 => Splice,
            5 or 6 => OverwriteHead,
            7 => OverwriteNumber,
            8 => Duplicate,
            9 => Nest,
            10 or 11 => Nudge,
            _ => ReplaceText,
        };
        if (run.Length == 0) return [.. dice.Pick(Extremes.Heads)];
        if (dice.Below(4) == 0 && CompressedRun.TryOpen(run) is { } inside)
        {
            var plain = ChangeOne(inside.Plain, ref dice, out _);
            lengths = (inside.Plain.Length, plain.Length);
            return inside.Close(plain);
        }

        return dice.Below(5) < 3 ? ChangeStructure(run, ref dice) : change(run, ref dice);
    }

    private byte[] ChangeStructure(byte[] run, ref Dice dice)
    {
        var donor = dice.Pick(_corpus);
        return Structure.Change(run, donor.Runs.Count == 0 ? run : dice.Pick(donor.Runs), _texts, ref dice);
    }

    private static byte[] FlipBit(byte[] run, ref Dice dice)
    {
        var changed = (byte[])run.Clone();
        changed[dice.Below(run.Length)] ^= (byte)(1 << dice.Below(8));
        return changed;
    }

    private static byte[] SetByte(byte[] run, ref Dice dice)
    {
        var changed = (byte[])run.Clone();
        changed[dice.Below(run.Length)] = (byte)dice.Next();
        return changed;
    }

    // One more or one less: an index, a count or a kind that still looks like one.
    private static byte[] Nudge(byte[] run, ref Dice dice)
    {
        var changed = (byte[])run.Clone();
        changed[dice.Below(run.Length)] += (byte)(dice.Below(2) == 0 ? 1 : 255);
        return changed;
    }

    private static byte[] Truncate(byte[] run, ref Dice dice)
    {
        int at = dice.Below(run.Length);
        return dice.Below(3) == 0 ? run[at..] : run[..at];
    }

    // The start of one input and the end of another.
    private byte[] Splice(byte[] run, ref Dice dice)
    {
        var donor = dice.Pick(_corpus);
        var other = donor.Runs.Count == 0 ? run : dice.Pick(donor.Runs);
        if (other.Length == 0) return run;
        int from = dice.Below(other.Length);
        int count = Math.Min(other.Length - from, 1 + dice.Below(64));
        int at = dice.Below(run.Length);
        int resume = dice.Below(2) == 0 ? at : Math.Min(run.Length, at + count);
        return [.. run.AsSpan(0, at), .. other.AsSpan(from, count), .. run.AsSpan(resume)];
    }

    private static byte[] OverwriteHead(byte[] run, ref Dice dice)
    {
        var head = dice.Pick(Extremes.Heads);
        int at = dice.Below(run.Length);
        int resume = Math.Min(run.Length, at + (dice.Below(2) == 0 ? 1 : head.Length));
        return [.. run.AsSpan(0, at), .. head, .. run.AsSpan(resume)];
    }

    private static byte[] OverwriteNumber(byte[] run, ref Dice dice)
    {
        byte[] number = [.. dice.Pick(Extremes.Numbers)];
        if (dice.Below(2) == 0) number.AsSpan().Reverse();
        int at = dice.Below(run.Length);
        var changed = (byte[])run.Clone();
        number.AsSpan(0, Math.Min(number.Length, run.Length - at)).CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static byte[] Duplicate(byte[] run, ref Dice dice)
    {
        int at = dice.Below(run.Length);
        int count = Math.Min(run.Length - at, 1 + dice.Below(48));
        int times = dice.Below(8) == 0 ? 1 + dice.Below(1000) : 1 + dice.Below(3);
        var changed = new List<byte>(run.Length + count * times);
        changed.AddRange(run.AsSpan(0, at + count));
        for (; times > 0; times--) changed.AddRange(run.AsSpan(at, count));
        changed.AddRange(run.AsSpan(at + count));
        return [.. changed];
    }

    // Heads of arrays and maps of one, many times over, before what stands here.
    private static byte[] Nest(byte[] run, ref Dice dice)
    {
        ReadOnlySpan<byte> level = dice.Below(4) switch
        {
            0 => [0x91],
            1 => [0x81, 0xa1, (byte)'a'],
            2 => [0xdd, 0, 0, 0, 1],
            _ => run.AsSpan(0, Math.Min(run.Length, 1 + dice.Below(32))),
        };
        int depth = dice.Below(6) == 0 ? 1 + dice.Below(20_000) : 1 + dice.Below(300);
        int at = dice.Below(run.Length);
        var changed = new List<byte>(run.Length + level.Length * depth);
        changed.AddRange(run.AsSpan(0, at));
        for (; depth > 0 && changed.Count < RunBytesMax; depth--) changed.AddRange(level);
        changed.AddRange(run.AsSpan(at));
        return [.. changed];
    }

    private byte[] ReplaceText(byte[] run, ref Dice dice)
    {
        int first = dice.Below(run.Length);
        for (int i = 0; i < run.Length; i++)
        {
            int at = (first + i) % run.Length;
            if (!Texts.TryFind(run, at, out int head, out int length)) continue;
            return [.. run.AsSpan(0, at), .. dice.Pick(_texts), .. run.AsSpan(at + head + length)];
        }

        return FlipBit(run, ref dice);
    }
}
