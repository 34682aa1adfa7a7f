using Akka.Actor;
using Weft.Bench;
using Weft.Tasks;

namespace Weft.Actors.Bench;

/// <summary>One administrative message again and again, one way: by weft-admin and by Akka's default.</summary>
internal static class MessageSection
{
    private static readonly Amount s_amount = new(40_000, 8_000, 1_000);

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
        var rates = systems.ToDictionary(system => system.Name, _ => new List<Spent>());
        var bytes = systems.ToDictionary(
            system => system.Name,
            system => system.Serialization.FindSerializerFor(Message).ToBinary(Message).Length);
        var runs = new Dictionary<string, Func<Task<Spent>>>();
        foreach (var system in systems)
        {
            var pump = system.ActorOf(Props.Create(() => new Pump()), "pump");
            var sink = await Systems.FindAsync(system, peer[system.Name], "sink");
            runs[system.Name] = () => Pump.RunAsync(pump, sink, Message, s_amount, false, peer);
        }

        for (var round = -2; round < options.Rounds; round++)
        {
            foreach (var name in round % 2 == 0 ? runs.Keys : runs.Keys.Reverse())
            {
                var spent = await runs[name]();
                if (round >= 0) rates[name].Add(spent);
            }
        }

        await Task.WhenAll(systems.Select(system => system.Terminate()));
        var ratio = Measure.Median(rates[Systems.Weft].Zip(rates[Systems.Akka], (own, other) => own.Rate / other.Rate));
        yield return new AkkaBenchResult(
            "admin_message",
            Measure.Median(rates[Systems.Weft].Select(each => each.Rate)),
            "msg/s",
            Measure.Median(rates[Systems.Akka].Select(each => each.Rate)),
            ratio,
            ">= 3 x baseline",
            ratio >= 3)
        {
            ProcessorMicroseconds = Measure.Median(rates[Systems.Weft].Select(each => each.ProcessorMicroseconds)),
            Rounds = options.Rounds,
            Note = $"{bytes[Systems.Weft]} bytes each, baseline {bytes[Systems.Akka]} bytes of JSON",
        };
    }
}
