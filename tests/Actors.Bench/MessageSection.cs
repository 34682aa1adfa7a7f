using Akka.Actor;
using Weft.Bench;
using Weft.Tasks;

namespace Weft.Actors.Bench;

/// <summary>One administrative message again and again, one way: by weft-admin and by Akka's default.</summary>
internal static class MessageSection
{
    private const string Batched = "batched";

    private static readonly Amount PerRound = new(40_000, 8_000, 1_000);

    /// <summary>About 150 bytes as weft-admin writes it.</summary>
    public static WorkerToScheduler.TaskFinished Message { get; } = new(
        "sum-of-hourly-delays-0123456789abcdef0123456789abcdef-17",
        42,
        "System.Collections.Generic.List`1[System.Double]",
        80_000_000,
        new Instant(1_000_000),
        new Instant(2_500_000));

    public static async IAsyncEnumerable<AkkaBenchResult> RunAsync(AkkaBenchOptions options)
    {
        await using var peer = await PeerProcess.StartAsync("sinks");
        var systems = new[] { Systems.Weft, Systems.Akka }.Select(Systems.Start).ToArray();
        var bytes = systems.ToDictionary(
            system => system.Name,
            system => system.Serialization.FindSerializerFor(Message).ToBinary(Message).Length);
        var runs = new Dictionary<string, Func<Task<Spent>>>();
        foreach (var system in systems)
        {
            var pump = system.ActorOf(Props.Create(() => new Pump()), "pump");
            var sink = await Systems.FindAsync(system, peer[system.Name], "sink");
            runs[system.Name] = () => Pump.RunAsync(pump, sink, Message, PerRound, SendWay.Tell, peer);
            if (system.Name == Systems.Weft)
                runs[Batched] = () => Pump.RunAsync(pump, sink, Message, PerRound, SendWay.Role, peer);
        }

        var rates = runs.Keys.ToDictionary(name => name, _ => new List<Spent>());

        for (var round = -2; round < options.Rounds; round++)
        {
            foreach (var name in round % 2 == 0 ? runs.Keys : runs.Keys.Reverse())
            {
                var spent = await runs[name]();
                if (round >= 0) rates[name].Add(spent);
            }
        }

        await Task.WhenAll(systems.Select(system => system.Terminate()));
        yield return Result("admin_message", rates[Systems.Weft], rates[Systems.Akka]) with
        {
            Note = $"{bytes[Systems.Weft]} bytes each, baseline {bytes[Systems.Akka]} bytes of JSON",
        };
        yield return Result("admin_batched", rates[Batched], rates[Systems.Akka]) with
        {
            Note = "as roles send them: what is said in one turn leaves as one",
        };
    }

    private static AkkaBenchResult Result(string name, List<Spent> own, List<Spent> other)
    {
        var ratio = Measure.Median(own.Zip(other, (mine, its) => mine.Rate / its.Rate));
        return new AkkaBenchResult(
            name,
            Measure.Median(own.Select(each => each.Rate)),
            "msg/s",
            Measure.Median(other.Select(each => each.Rate)),
            ratio,
            ">= 3 x baseline",
            ratio >= 3)
        {
            ProcessorMicroseconds = Measure.Median(own.Select(each => each.ProcessorMicroseconds)),
            Rounds = own.Count,
        };
    }
}
