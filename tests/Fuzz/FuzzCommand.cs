using System.Diagnostics;
using System.Globalization;

namespace Weft.Fuzz;

/// <summary>The command <c>fuzz</c>: feeds every reader, prints what was read and how to replay what failed.</summary>
public static class FuzzCommand
{
    // A reader that has not come back by then never will, or is as good as that.
    private static readonly TimeSpan HangTime = TimeSpan.FromSeconds(20);
    private const int StackBytes = 1024 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the command; 0 where every law holds, 1 where one does not, 2 for bad usage.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var watch = Stopwatch.StartNew();
        try
        {
            return Run(FuzzOptions.Parse(arguments), watch, output);
        }
        catch (ArgumentException error)
        {
            output.WriteLine(error.Message);
            return 2;
        }
    }

    private static int Run(FuzzOptions options, Stopwatch watch, TextWriter output)
    {
        using var journal = new FuzzJournal();
        output.WriteLine(
            $"inputs from number {options.FirstSeed} on; should this process die, the last stands in {journal.Path}");
        var fuzzer = new Fuzzer(FuzzTargets.Make(), journal.Write);
        // On a thread of its own, so that a hang can be told, with no more stack than any system gives its threads.
        var done = new TaskCompletionSource<FuzzReport>();
        new Thread(() => Complete(done, () => fuzzer.Run(options)), StackBytes) { IsBackground = true }.Start();
        while (Task.WaitAny([done.Task], Poll) < 0)
        {
            if (fuzzer.Reading < HangTime) continue;
            var (target, input) = fuzzer.Make(fuzzer.Seed);
            output.WriteLine(new FuzzFailure(target, fuzzer.Seed, input, $"has not come back in {HangTime}"));
            return 1;
        }

        return Summarize(done.Task.GetAwaiter().GetResult(), watch.Elapsed.TotalSeconds, output);
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

    private static int Summarize(FuzzReport report, double seconds, TextWriter output)
    {
        var culture = CultureInfo.InvariantCulture;
        foreach (var failure in report.Failures) output.WriteLine(failure);
        foreach (var (target, runs) in report.Runs)
        {
            if (runs == 0) continue;
            output.WriteLine(string.Create(
                culture, $"{target,-20} {runs,10:N0} runs {report.Values[target],10:N0} values"));
        }

        output.WriteLine(string.Create(
            culture,
            $"{report.Runs.Values.Sum():N0} inputs, {report.Failures.Count:N0} failed, {seconds:F1} seconds"));
        return report.Failures.Count == 0 ? 0 : 1;
    }
}
