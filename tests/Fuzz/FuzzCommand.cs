using System.Diagnostics;
using System.Globalization;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>The command <c>fuzz</c>: feeds every reader, prints what was read and how to replay what failed.</summary>
public static class FuzzCommand
{
    // A reader that has not come back by then never will, or is as good as that.
    private static readonly TimeSpan HangTime = TimeSpan.FromSeconds(20);

    /// <summary>Kept inputs of more bytes are there to be replayed; mutating them would take too long.</summary>
    public const long KeptBytesMax = 1 << 20;

    private const int StackBytes = 1024 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the command; 0 where every law holds, 1 where one does not, 2 for bad usage.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var watch = Stopwatch.StartNew();
        try
        {
            var options = FuzzOptions.Parse(arguments);
            if (options.WriteCorpus is { } folder) return WriteCorpus(folder, output);
            return options.Replay is { } file ? Replay(file, options, output) : Run(options, watch, output);
        }
        catch (Exception error) when (error is ArgumentException or IOException or WireFormatException)
        {
            output.WriteLine(error.Message);
            return 2;
        }
    }

    private static int WriteCorpus(string folder, TextWriter output)
    {
        HostileCorpus.Write(folder);
        output.WriteLine($"{HostileCorpus.All.Count} files in {folder}");
        return 0;
    }

    private static int Replay(string file, FuzzOptions options, TextWriter output)
    {
        var record = WireRecord.FromFile(File.ReadAllBytes(file));
        var input = FuzzInput.Of(record);
        var fuzzer = new Fuzzer(FuzzTargets.Make(), found: failure => Tell(failure, options, output));
        return Watch(output, [fuzzer], [() => fuzzer.Replay(record.Kind, input)], options) is { } report
            ? Summarize(report, TimeSpan.Zero, output)
            : 1;
    }

    private static int Run(FuzzOptions options, Stopwatch watch, TextWriter output)
    {
        // What a run before this one could not say any more.
        FuzzJournal.Recover(options.Keep, output);
        var kept = options.UsesKept ? ReadKept(options.Keep, output) : [];
        var journals = new FuzzJournal[options.Threads];
        try
        {
            for (int i = 0; i < journals.Length; i++) journals[i] = new FuzzJournal(options.Keep, i);
            output.WriteLine(
                $"inputs from number {options.FirstSeed} on; failures are kept in {options.Keep}, and should this "
                + "process die, the next start keeps what it read");
            var shared = TextWriter.Synchronized(output);
            var fuzzers = journals.Select(journal => new Fuzzer(
                FuzzTargets.Make(), journal.Write, failure => Tell(failure, options, shared), kept)).ToArray();
            var runs = fuzzers.Select((fuzzer, i) => (Func<FuzzReport>)(() => fuzzer.Run(options, i)));
            var report = Watch(shared, fuzzers, [.. runs], options);
            return report is null ? 1 : Summarize(report, watch.Elapsed, output);
        }
        finally
        {
            foreach (var journal in journals) journal?.Dispose();
        }
    }

    // A file at once: whatever becomes of this process later, what it found stays.
    private static void Tell(FuzzFailure failure, FuzzOptions options, TextWriter output)
    {
        string file = failure.Keep(options.Keep);
        output.WriteLine($"{failure}{Environment.NewLine}kept: {FuzzFailure.ReplayOf(file)}");
        output.Flush();
    }

    private static List<WireRecord> ReadKept(string folder, TextWriter output)
    {
        var kept = new List<WireRecord>();
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + HostileCorpus.Ending) : [])
        {
            try
            {
                var record = WireRecord.FromFile(File.ReadAllBytes(file));
                if (record.Bytes <= KeptBytesMax) kept.Add(record);
            }
            catch (WireFormatException wrong)
            {
                output.WriteLine($"{file} is no record: {wrong.Message}");
            }
        }

        if (kept.Count > 0) output.WriteLine($"{kept.Count} kept inputs of {folder} are mutated too");
        return kept;
    }

    // On threads of their own, so that a hang can be told, with no more stack than any system gives its threads. Null
    // where one has not come back.
    private static FuzzReport? Watch(
        TextWriter output, Fuzzer[] fuzzers, Func<FuzzReport>[] runs, FuzzOptions options)
    {
        var done = new Task<FuzzReport>[runs.Length];
        for (int i = 0; i < runs.Length; i++)
        {
            var run = runs[i];
            var completion = new TaskCompletionSource<FuzzReport>();
            new Thread(() => Complete(completion, run), StackBytes) { IsBackground = true }.Start();
            done[i] = completion.Task;
        }

        while (!Task.WaitAll(done, Poll))
        {
            if (fuzzers.FirstOrDefault(fuzzer => fuzzer.Reading >= HangTime) is not { } stuck) continue;
            Tell(stuck.Fail($"has not come back in {HangTime}"), options, output);
            return null;
        }

        return done.Select(task => task.GetAwaiter().GetResult()).Aggregate(FuzzReport.Join);
    }

    private static void Complete(TaskCompletionSource<FuzzReport> done, Func<FuzzReport> run)
    {
        try
        {
            done.SetResult(run());
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }

    private static int Summarize(FuzzReport report, TimeSpan took, TextWriter output)
    {
        var culture = CultureInfo.InvariantCulture;
        foreach (var (target, runs) in report.Runs)
        {
            if (runs == 0) continue;
            output.WriteLine(string.Create(
                culture, $"{target,-20} {runs,10:N0} runs {report.Values[target],10:N0} values"));
        }

        output.WriteLine(string.Create(
            culture,
            $"longest {report.Longest.TotalMilliseconds:N0} ms, largest allocation {report.AllocatedBytesMax:N0} B, "
            + $"peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MB"));
        output.WriteLine(string.Create(
            culture,
            $"{report.Runs.Values.Sum():N0} inputs, {report.Failures.Count:N0} failed, "
            + $"{took.TotalSeconds:F1} seconds"));
        return report.Failures.Count == 0 ? 0 : 1;
    }
}
