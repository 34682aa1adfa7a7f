using System.Globalization;
using System.Text.Json;
using Akka.Actor;
using Akka.Cluster;

namespace Weft.Actors.Bench;

/// <summary>
/// How late beats come that two nodes of a cluster exchange every 100 ms: while nothing else happens, and while each
/// sends the other arrays of 80 MB back to back.
/// </summary>
internal static class HeartbeatSection
{
    private const double LateBudgetMilliseconds = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public static async IAsyncEnumerable<AkkaBenchResult> RunAsync(AkkaBenchOptions options)
    {
        using var system = Beats.Join(null);
        await using var peer = await PeerProcess.StartAsync("beats", $"{system.Provider.DefaultAddress}");
        await WhenBothAreUpAsync(system);
        var here = await Systems.FindAsync(system, "", "beats");
        var there = await Systems.FindAsync(system, peer[system.Name], "beats");
        here.Tell(there);

        var idle = await PhaseAsync(here, there, options.Phase);
        foreach (var node in new[] { here, there }) await node.Ask<string>(Beats.Load, Patience);
        var loaded = await PhaseAsync(here, there, options.Phase);
        await system.Terminate();

        yield return Late("heartbeat_ping_p99", idle, loaded, figures => figures.Pings);
        yield return Late("heartbeat_cluster_p99", idle, loaded, figures => figures.Cluster);
        var unreachable = idle.Concat(loaded).Sum(figures => figures.Unreachable);
        yield return new AkkaBenchResult(
            "heartbeat_unreachable", unreachable, "times", null, null, "<= 0 times", unreachable == 0);
        yield return new AkkaBenchResult(
            "heartbeat_bulk", loaded.Sum(figures => figures.MegabytesPerSecond), "MB/s", null, null, "", null)
        {
            Note = "both directions together",
        };
    }

    private static async Task WhenBothAreUpAsync(ActorSystem system)
    {
        var cluster = Cluster.Get(system);
        using var patience = new CancellationTokenSource(Patience);
        while (cluster.State.Members.Count(member => member.Status == MemberStatus.Up) < 2)
            await Task.Delay(50, patience.Token);
    }

    private static async Task<BeatFigures[]> PhaseAsync(IActorRef here, IActorRef there, TimeSpan phase)
    {
        IActorRef[] nodes = [here, there];
        await Task.Delay(Settle);
        foreach (var node in nodes) await node.Ask<string>(Beats.Record, Patience);
        await Task.Delay(phase);
        var figures = new List<BeatFigures>();
        foreach (var node in nodes)
            figures.Add(JsonSerializer.Deserialize<BeatFigures>(await node.Ask<string>(Beats.Report, Patience))!);
        return [.. figures];
    }

    // The worse of the two nodes counts.
    private static AkkaBenchResult Late(
        string name, BeatFigures[] idle, BeatFigures[] loaded, Func<BeatFigures, double[]> beats)
    {
        double Worst(BeatFigures[] figures) => figures.Max(each => BeatFigures.Percentile99(beats(each)));
        int Fewest(BeatFigures[] figures) => figures.Min(each => beats(each).Length);

        var latest = loaded.Max(each => beats(each)[^1]);
        var (before, under) = (Worst(idle), Worst(loaded));
        return new AkkaBenchResult(
            name, under, "ms", before, null, $"<= baseline + {LateBudgetMilliseconds} ms",
            under <= before + LateBudgetMilliseconds)
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"{Fewest(idle):N0} gaps idle, {Fewest(loaded):N0} loaded; latest {latest:N1} ms"),
        };
    }
}
