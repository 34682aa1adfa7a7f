using System.Diagnostics;
using Akka.Actor;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>A message larger than the window of bulk sends, between two processes.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargeOrderTests(ITestOutputHelper output)
{
    private const int Gigabyte = 1_000_000_000;
    private const int Times = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_byte_behind_a_gigabyte_waits_for_it_and_a_byte_to_another_actor_does_not()
    {
        using var child = ChildProcess.Start("sink");
        var address = await child.ReadLineAsync();
        using var system = ActorSystem.Create("here", TwoSystems.ConfigOf(""));
        var count = await system.ActorSelection($"{address}/user/count").ResolveOne(Patience);
        var echo = await system.ActorSelection($"{address}/user/echo").ResolveOne(Patience);
        var gigabyte = SinkProgram.Numbered(1, Gigabyte);
        Array.Fill(gigabyte, (byte)7, sizeof(long), Gigabyte - sizeof(long));
        await count.TellData(SinkProgram.Numbered(0, 100_000), null).WaitAsync(Patience);

        using var machine = new LatenessWatch();
        List<MeasuredSpan> idle, busy = [];
        await using (var trips = new RoundTrips(echo))
        {
            await Task.Delay(2000);
            idle = await trips.UntilNowAsync();
        }
        for (var i = 0; i < Times; i++) busy.AddRange(await MeanwhileAsync(count, echo, gigabyte, 2 * i));

        var (median, p99) = (MeasuredSpan.Median(Own(busy)), MeasuredSpan.P99(Own(busy)));
        var (idleMedian, idleP99) = (MeasuredSpan.Median(Own(idle)), MeasuredSpan.P99(Own(idle)));
        output.WriteLine(
            $"one byte there and back: idle median {idleMedian:0.0} ms, p99 {idleP99:0.0} ms of {idle.Count}; beside " +
            $"1 GB median {median:0.0} ms, p99 {p99:0.0} ms of {busy.Count}, with the machine's own lateness p99 " +
            $"{MeasuredSpan.P99(busy.Select(trip => trip.Ms)):0.0} ms, most {busy.Max(trip => trip.Ms):0.0} ms");
        Assert.InRange(median, 0, 50);
        Assert.InRange(p99, 0, idleP99 + 50);

        IEnumerable<double> Own(List<MeasuredSpan> trips) => trips.Select(trip => trip.OwnMs(machine));
    }

    // All round trips that began while the gigabyte was under way, whenever they ended.
    private async Task<List<MeasuredSpan>> MeanwhileAsync(IActorRef count, IActorRef echo, byte[] gigabyte, int first)
    {
        var before = await count.AskData<long[]>(Array.Empty<long>(), Patience, CancellationToken.None);
        SinkProgram.Numbered(first + 1, sizeof(long)).CopyTo(gigabyte, 0);
        var watch = Stopwatch.StartNew();
        var large = count.TellData(gigabyte, null);
        var small = count.TellData(SinkProgram.Numbered(first + 2, sizeof(long)), null);
        await using var trips = new RoundTrips(echo);
        await Task.WhenAny(large, small).WaitAsync(Patience);
        var meanwhile = await trips.UntilNowAsync();
        Assert.True(large.IsCompleted, "what was told second was told first");
        await Task.WhenAll(large, small).WaitAsync(Patience);
        output.WriteLine($"1 GB in {watch.Elapsed.TotalMilliseconds:0} ms, {meanwhile.Count} round trips meanwhile");
        var after = await count.AskData<long[]>(Array.Empty<long>(), Patience, CancellationToken.None);
        Assert.Equal((before[0] + 2, 0), (after[0], after[1]));
        return meanwhile;
    }
}
