using System.Globalization;
using Akka.Actor;

namespace Weft.Actors.Bench;

/// <summary>
/// Arrays of three lengths to another process, by each way there is; before each of them the same blocks over a plain
/// socket, so that both see the same machine.
/// </summary>
internal static class ArraySection
{
    private static readonly Length[] Lengths =
    [
        new("8kb", 1_000, new Amount(4_096, 128, 32), new Amount(512, 128, 32)),
        new("800kb", 100_000, new Amount(64, 8, 4), new Amount(4, 4, 2)),
        new("80mb", 10_000_000, new Amount(4, 1, 1), new Amount(1, 1, 1)),
    ];

    public static async IAsyncEnumerable<AkkaBenchResult> RunAsync(AkkaBenchOptions options)
    {
        await using var peer = await PeerProcess.StartAsync("sinks");
        using var raw = RawSocket.Connect(int.Parse(peer[PeerProgram.Raw], CultureInfo.InvariantCulture));
        var ends = new Dictionary<string, (IActorRef Pump, IActorRef Sink)>(StringComparer.Ordinal);
        var systems = Systems.All.Select(Systems.Start).ToArray();
        foreach (var system in systems)
        {
            var pump = system.ActorOf(Props.Create(() => new Pump()), "pump");
            ends[system.Name] = (pump, await Systems.FindAsync(system, peer[system.Name], "sink"));
        }

        if (!ends.ContainsKey(Systems.Provider))
            await Console.Error.WriteLineAsync("bench akka: left out: the ref provider, which this Weft lacks");
        foreach (var length in Lengths.Where(each => options.Only is null || each.Name == options.Only))
        {
            var rounds = new ArrayRounds(options, length, peer, raw, ends);
            foreach (var result in await rounds.RunAsync()) yield return result;
        }

        await Task.WhenAll(systems.Select(system => system.Terminate()));
    }

    /// <summary>One of the lengths.</summary>
    /// <param name="Name">As results name it.</param>
    /// <param name="Doubles">Elements.</param>
    /// <param name="Amount">What is sent in one round.</param>
    /// <param name="JsonAmount">What is sent in one round by JSON, which is slow.</param>
    internal sealed record Length(string Name, int Doubles, Amount Amount, Amount JsonAmount)
    {
        /// <summary>Megabytes of one message.</summary>
        public double Megabytes => Doubles * sizeof(double) / 1e6;

        /// <summary>True where a round is over in less than a tenth of a second.</summary>
        public bool IsShort => Doubles <= 1_000;

        /// <summary>True where JSON takes half a minute a message.</summary>
        public bool IsLong => Doubles >= 10_000_000;
    }
}
