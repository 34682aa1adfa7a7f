using System.Diagnostics;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// Makes one input after another and holds each target to its law. Input number n goes to target n modulo their count,
/// so that a number alone says everything. One thread at a time.
/// </summary>
public sealed class Fuzzer
{
    /// <summary>The longest that reading one input of less than <see cref="TimedBytes"/> may take.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(1);

    /// <summary>Inputs below are held to <see cref="TimeMax"/>.</summary>
    public const long TimedBytes = 1_000_000;

    private const int FailuresMax = 20;

    private readonly IReadOnlyList<FuzzTarget> _targets;
    private readonly Mutator[] _mutators;
    private readonly Dictionary<string, long> _runs = [];
    private readonly Dictionary<string, long> _values = [];
    private readonly List<FuzzFailure> _failures = [];
    private readonly HashSet<string> _seen = [];
    private readonly Action<FuzzTarget, long, FuzzInput>? _begins;
    private readonly Action<FuzzFailure>? _found;
    private readonly bool _isNumbered;
    private FuzzTarget? _target;
    private FuzzInput? _input;
    private long _startedAt;
    private long _seed;
    private long _allocatedMax;
    private TimeSpan _longest;

    /// <summary>A fuzzer of these targets.</summary>
    /// <param name="targets">The readers, always in the same order.</param>
    /// <param name="begins">Told each input and its number before it is read.</param>
    /// <param name="found">Told each failure when it is found, on the thread that found it.</param>
    /// <param name="kept">Inputs of runs before, mutated too; numbers mean something else beside them.</param>
    public Fuzzer(
        IReadOnlyList<FuzzTarget> targets, Action<FuzzTarget, long, FuzzInput>? begins = null,
        Action<FuzzFailure>? found = null, IReadOnlyList<WireRecord>? kept = null)
    {
        ArgumentNullException.ThrowIfNull(targets);
        (_targets, _begins, _found, _isNumbered) = (targets, begins, found, kept is null or []);
        _mutators = [.. targets.Select(target => new Mutator(CorpusOf(target, kept ?? [])))];
        foreach (var target in targets) _runs[target.Name] = _values[target.Name] = 0;
    }

    /// <summary>How long the input has been read by now; may be asked for on any thread.</summary>
    public TimeSpan Reading
    {
        get
        {
            long started = Volatile.Read(ref _startedAt);
            return started == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(started);
        }
    }

    private FuzzReport Report => new(_runs, _values, _failures, _allocatedMax, _longest);

    /// <summary>Reads inputs until the time is over or too much has failed; one at least.</summary>
    /// <param name="options">How long, and which.</param>
    /// <param name="thread">Which of the threads this is: the first of its numbers.</param>
    public FuzzReport Run(FuzzOptions options, int thread = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        var watch = Stopwatch.StartNew();
        int only = options.Target is { } name ? IndexOf(name) : -1;
        // Each thread takes a round of the targets at a time, so that all threads feed all of them.
        long round = _targets.Count;
        for (long count = 0; _failures.Count < FailuresMax; count++)
        {
            long seed = options.FirstSeed + (((count / round * options.Threads) + thread) * round) + (count % round);
            int index = (int)(seed % round);
            if (only >= 0 && only != index) continue;
            Read(_targets[index], seed, _mutators[index].Make(seed));
            if (watch.Elapsed.TotalSeconds >= options.Seconds) break;
        }

        return Report;
    }

    /// <summary>Reads one input that was kept.</summary>
    public FuzzReport Replay(WireRecordKind kind, FuzzInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Read(_targets.Single(target => target.Kind == kind), 0, input);
        return Report;
    }

    /// <summary>The input of a number, and the name of its target.</summary>
    public (string Target, FuzzInput Input) Make(long seed)
    {
        int index = (int)(seed % _targets.Count);
        return (_targets[index].Name, _mutators[index].Make(seed));
    }

    /// <summary>The failure of the input that is being read; may be asked for on any thread.</summary>
    public FuzzFailure Fail(string what) =>
        new(_target!.Name, _target.Kind, Volatile.Read(ref _seed), _input!, what) { IsNumbered = _isNumbered };

    // The target's own valid inputs, what is known to be hostile to it, and what was.
    private static FuzzInput[] CorpusOf(FuzzTarget target, IReadOnlyList<WireRecord> kept) =>
    [
        .. target.Corpus,
        .. HostileCorpus.All.Where(file => file.Kind == target.Kind).Select(file => file.ToInput()),
        .. kept.Where(record => record.Kind == target.Kind).Select(FuzzInput.Of),
    ];

    private int IndexOf(string name)
    {
        for (int i = 0; i < _targets.Count; i++)
        {
            if (_targets[i].Name == name) return i;
        }

        throw new ArgumentException(
            $"there is no target '{name}'; there are {string.Join(", ", _targets.Select(target => target.Name))}");
    }

    private void Read(FuzzTarget target, long seed, FuzzInput input)
    {
        (_target, _input) = (target, input);
        Volatile.Write(ref _seed, seed);
        _begins?.Invoke(target, seed, input);
        _runs[target.Name]++;
        // Tables of a process are made at first use and a machine may be busy: only what repeats counts.
        if (Judge(target, input, out bool isValue) is null || Judge(target, input, out isValue) is not { } what)
        {
            if (isValue) _values[target.Name]++;
            return;
        }

        if (!_seen.Add(target.Name + Kind(what))) return;
        var failure = Fail(what);
        _failures.Add(failure);
        _found?.Invoke(failure);
    }

    private string? Judge(FuzzTarget target, FuzzInput input, out bool isValue)
    {
        Exception? thrown = null;
        long started = Stopwatch.GetTimestamp();
        Volatile.Write(ref _startedAt, started);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Read(input);
        }
        catch (Exception error)
        {
            thrown = error;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var took = Stopwatch.GetElapsedTime(started);
        Volatile.Write(ref _startedAt, 0);
        _allocatedMax = Math.Max(_allocatedMax, allocated);
        if (took > _longest) _longest = took;
        isValue = thrown is null;
        long most = target.AllocatedBytesMax(input) + (isValue ? 0 : FuzzTarget.RefusalBytes);
        if (thrown is not null && !target.Documents(thrown)) return $"threw what it does not document: {thrown}";
        if (allocated > most)
            return $"allocated {allocated:N0} bytes for {input.Bytes:N0}; the bound is {most:N0} ({thrown?.Message})";
        return took > TimeMax && input.Bytes < TimedBytes
            ? $"took {took.TotalSeconds:F1} s for {input.Bytes:N0} bytes; the bound is {TimeMax.TotalSeconds} s"
            : null;
    }

    // Two failures are of one kind where they were thrown at the same place.
    private static string Kind(string what)
    {
        var lines = what.Split('\n');
        if (lines.Length == 1) return lines[0].Split(' ')[0];
        return string.Concat(lines.Where(line => line.StartsWith("   at ", StringComparison.Ordinal)).Take(2));
    }
}
