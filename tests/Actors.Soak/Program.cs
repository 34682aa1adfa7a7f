using System.Globalization;

namespace Weft.Actors.Soak;

/// <summary>
/// Real nodes, killed, frozen and restarted one after another while tasks stream through them. One line for each round,
/// the count last.
/// </summary>
internal static class Program
{
    private const string Usage = "usage: soak akka [--rounds N] [--only kill|freeze12|freeze60|restart]";

    public static async Task<int> Main(string[] args)
    {
        if (!SoakOptions.TryParse(args, out var options))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        await using var cluster = new SoakCluster(options.NodeProgram);
        await cluster.FormAsync(stop.Token);
        var passed = 0;
        var rounds = RoundPlan.Of(options.Rounds, options.Only);
        for (var number = 1; number <= rounds.Count; number++)
        {
            var round = new Round(cluster, rounds[number - 1], number);
            var report = await round.RunAsync(stop.Token);
            if (report.Fault is null) passed++;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {number,2} {round.Kind,-9} {report.Elapsed.TotalSeconds,5:0.0} s  {report.Summary}  " +
                $"{report.Fault ?? "right"}"));
            if (report.Fault is null) continue;
            cluster.Explain(Console.Error);
            if (!await cluster.TryRecoverAsync(stop.Token))
            {
                // The rounds that are left would only say the same again.
                Console.WriteLine("the cluster is not whole any more");
                break;
            }
        }
        Console.WriteLine($"{passed} passed, {rounds.Count - passed} failed");
        return passed == rounds.Count ? 0 : 1;
    }
}
