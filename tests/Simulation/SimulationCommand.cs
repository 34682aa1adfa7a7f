using System.Diagnostics;
using System.Globalization;

namespace Weft.Simulation;

/// <summary>The command <c>sim</c>: runs seeds, prints what happened, and how to replay what failed.</summary>
public static class SimulationCommand
{
    private const int FailuresShownMax = 3;
    private const int StepsShownMax = 60;

    /// <summary>Runs the command; 0 where every property holds, 1 where one does not, 2 for bad usage.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        SimulationOptions options;
        try
        {
            options = SimulationOptions.Parse(arguments);
        }
        catch (ArgumentException error)
        {
            output.WriteLine(error.Message);
            return 2;
        }

        var watch = Stopwatch.StartNew();
        var total = new SeedCounters();
        int failures = 0;
        for (long seed = options.FirstSeed; seed < options.FirstSeed + options.Seeds; seed++)
        {
            var report = Simulator.Run(seed, options.Verbose ? new Narrator(output.WriteLine) : null);
            total.Add(report.Counters);
            if (options.Verbose) output.WriteLine($"seed {seed}: trace {report.TraceHash:x16}");
            if (report.Failure is null) continue;
            failures++;
            if (failures <= FailuresShownMax) Show(report, output);
            else output.WriteLine($"seed {seed} fails too: {FirstLine(report.Failure)}");
        }

        Summarize(options.Seeds, total, failures, watch.Elapsed.TotalSeconds, output);
        return failures == 0 ? 0 : 1;
    }

    private static void Show(SeedReport report, TextWriter output)
    {
        output.WriteLine($"seed {report.Seed} fails: {report.Failure}");
        var steps = new Queue<string>();
        Simulator.Run(report.Seed, new Narrator(line =>
        {
            if (!line.Contains(report.Key, StringComparison.Ordinal)) return;
            steps.Enqueue(line);
            if (steps.Count > StepsShownMax) steps.Dequeue();
        }));
        output.WriteLine(report.Key.Length > 0 ? $"the story of '{report.Key}':" : "the last steps:");
        foreach (string step in steps) output.WriteLine($"  {step}");
        if (report.Stories.Length > 0) output.WriteLine(report.Stories);
        output.WriteLine($"replay: dotnet run build.cs sim --seed {report.Seed}");
    }

    private static void Summarize(long seeds, SeedCounters total, int failures, double seconds, TextWriter output)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(
            culture,
            $"{total.Events:N0} events ({total.Events / Math.Max(1, seeds):N0} a seed), {total.Messages:N0} messages, "
            + $"{total.Delays:N0} delays, {total.MessagesLost:N0} lost, {total.Executions:N0} executions, "
            + $"{total.ValuesCompared:N0} values compared"));
        output.WriteLine(string.Create(
            culture,
            $"{total.Kills:N0} kills ({total.KillsWhileExecuting:N0} while executing, {total.KillsOfSoleHolders:N0} of "
            + $"sole holders) in {total.SeedsWithKill:N0} seeds, {total.Cuts:N0} cuts, {total.Leaves:N0} leaves "
            + $"({total.Drains:N0} drained), {total.Freezes:N0} unreachable, {total.Joins:N0} joins, "
            + $"{total.ClientDeaths:N0} clients died"));
        output.WriteLine(string.Create(
            culture, $"{seeds:N0} seeds, {failures:N0} failed, {seconds:F1} seconds"));
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
