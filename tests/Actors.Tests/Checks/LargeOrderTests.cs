using System.Diagnostics;
using Akka.Actor;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>A message larger than the window of bulk sends, between two processes.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargeOrderTests(ITestOutputHelper output)
{
    private const int Gigabyte = 1_000_000_000;

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
        var idle = new List<double>();
        for (var i = 0; i < 40; i++) idle.Add(await RoundTripAsync(echo));

        // One more try: another program's burst may fall into the second or so that this takes.
        var busy = await MeanwhileAsync(count, echo, gigabyte, 0);
        if (busy > Median(idle) + 50) busy = await MeanwhileAsync(count, echo, gigabyte, 100);
        output.WriteLine($"one byte there and back: {Median(idle):0.0} ms idle, {busy:0.0} ms beside 1 GB");
        Assert.InRange(busy, 0, Median(idle) + 50);
    }

    // The median of the round trips that begin and end while the gigabyte is under way.
    private async Task<double> MeanwhileAsync(IActorRef count, IActorRef echo, byte[] gigabyte, int first)
    {
        var before = await count.AskData<long[]>(Array.Empty<long>(), Patience, CancellationToken.None);
        SinkProgram.Numbered(first + 1, sizeof(long)).CopyTo(gigabyte, 0);
        var watch = Stopwatch.StartNew();
        var large = count.TellData(gigabyte, null);
        var small = count.TellData(SinkProgram.Numbered(first + 2, sizeof(long)), null);
        var trips = new List<double>();
        while (!large.IsCompleted)
        {
            var trip = await RoundTripAsync(echo);
            if (!large.IsCompleted) trips.Add(trip);
            Assert.True(large.IsCompleted || !small.IsCompleted, "what was told second was told first");
        }
        await large.WaitAsync(Patience);
        output.WriteLine($"1 GB in {watch.Elapsed.TotalMilliseconds:0} ms, {trips.Count} round trips meanwhile");
        await small.WaitAsync(Patience);
        var after = await count.AskData<long[]>(Array.Empty<long>(), Patience, CancellationToken.None);
        Assert.Equal((before[0] + 2, 0), (after[0], after[1]));
        // A byte that waited for the gigabyte comes back when it is over: no trip ends meanwhile.
        return trips.Count == 0 ? double.PositiveInfinity : Median(trips);
    }

    private static async Task<double> RoundTripAsync(IActorRef echo)
    {
        var watch = Stopwatch.StartNew();
        await echo.AskData<byte[]>(new byte[] { 1 }, Patience, CancellationToken.None);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
