using Weft.Simulation;

namespace Weft.Tasks.Tests;

public sealed class SimulatorTests(FiftySeeds seeds) : IClassFixture<FiftySeeds>
{
    [Fact]
    public void Every_property_holds_in_fifty_seeds()
    {
        var failures = seeds.Reports.Where(report => report.Failure is not null)
            .Select(report => $"{report.Failure}\nreplay: dotnet run build.cs sim --seed {report.Seed}");
        Assert.Empty(failures);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20_251_121)]
    public void A_seed_replays_the_same_run(long seed)
    {
        var first = Simulator.Run(seed);
        var second = Simulator.Run(seed);
        Assert.Equal(first.TraceHash, second.TraceHash);
        Assert.Equal(first.Counters.Events, second.Counters.Events);
    }

    [Fact]
    public void Watching_a_run_does_not_change_it()
    {
        long lines = 0;
        var watched = Simulator.Run(3, new Narrator(_ => lines++));
        Assert.Equal(seeds.Reports[2].TraceHash, watched.TraceHash);
        Assert.True(lines > 200, $"{lines} lines");
    }

    [Fact]
    public void Different_seeds_are_different_runs() =>
        Assert.Equal(FiftySeeds.Count, seeds.Reports.Select(report => report.TraceHash).Distinct().Count());

    [Fact]
    public void A_seed_has_two_hundred_events_on_average_and_every_other_a_kill()
    {
        Assert.True(seeds.Reports.Average(report => report.Counters.Events) >= 200);
        Assert.True(seeds.Reports.Count(report => report.Counters.Kills > 0) * 2 >= FiftySeeds.Count);
    }

    [Fact]
    public void Fifty_seeds_meet_every_kind_of_trouble()
    {
        var total = new SeedCounters();
        foreach (var report in seeds.Reports) total.Add(report.Counters);
        Assert.True(total.KillsWhileExecuting > 0, "no worker was killed while it executed");
        Assert.True(total.KillsOfSoleHolders > 0, "no worker was killed while it held the only copy of a value");
        Assert.True(total.Cuts > 0 && total.Leaves > 0 && total.Joins > 0 && total.ClientDeaths > 0);
        Assert.True(total.Delays > 0 && total.MessagesLost > 0 && total.ValuesCompared > 0);
    }

    [Fact]
    public void Fifty_seeds_send_every_kind_of_message_but_what_nobody_says_in_a_peaceful_cluster()
    {
        Type[] unsaid =
        [
            typeof(ClientToScheduler.WantKeys), typeof(SchedulerToClient.ClientRefused),
            typeof(SchedulerToWorker.WorkerRefused), typeof(SchedulerToWorker.StopWorker),
        ];
        var sent = seeds.Reports.SelectMany(report => report.MessageKinds).ToHashSet();
        var messages = typeof(Message).Assembly.GetTypes()
            .Where(type => type is { IsSealed: true } && type.IsSubclassOf(typeof(Message)));
        Assert.Empty(messages.Except(sent).Except(unsaid).Select(type => type.Name));
        Assert.Empty(sent.Intersect(unsaid).Select(type => type.Name));
    }
}
