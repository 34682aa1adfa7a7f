using Weft.Serialization;

namespace Weft.Simulation;

/// <summary>
/// Runs the three machines in virtual time, from one seed: no threads, no clock, no sockets. Users act while workers
/// are killed, come and go, connections break and messages are late; then all is calm, and every future must have come
/// to a legitimate end; then all is released, and nobody may keep anything.
/// </summary>
public static class Simulator
{
    private const long QuietNanoseconds = 3_000_000_000;
    private const long LongestDrainNanoseconds = 600_000_000_000;
    private const long EventsMax = 500_000;

    /// <summary>One run.</summary>
    /// <param name="seed">Determines everything.</param>
    /// <param name="narrator">Hears of every step; null for speed.</param>
    public static SeedReport Run(long seed, Narrator? narrator = null)
    {
        World? world = null;
        try
        {
            world = new World(seed, narrator);
            Live(world);
            return Report(seed, world, null, "");
        }
        catch (PropertyViolation violation)
        {
            return Report(seed, world, violation.Message, violation.Key);
        }
        catch (Exception error) when (error is CheckException or WireFormatException or InvalidOperationException
            or ArgumentException or KeyNotFoundException or NullReferenceException or InvalidCastException)
        {
            return Report(seed, world, $"MachinesDoNotThrow: {error}", KeyIn(world, error.Message));
        }
    }

    private static void Live(World world)
    {
        var users = world.Clients.ConvertAll(client => new User(world, client, world.ForkChance()));
        _ = new Weather(world, world.ForkChance());
        Advance(world, world.Profile.TurmoilNanoseconds);
        world.CalmDown();
        Drain(world);
        foreach (var checker in world.Checkers) checker.AtQuiet(world);
        foreach (var user in users) user.GatherAll();
        Drain(world);
        foreach (var checker in world.Checkers) checker.AtQuiet(world);
        foreach (var user in users) user.ReleaseAll();
        Drain(world);
        foreach (var checker in world.Checkers) checker.AtEnd(world);
    }

    private static void Advance(World world, long until)
    {
        while (world.Agenda.TryAdvance(until)) RequireProgress(world);
    }

    /// <summary>Goes on until only ticks have happened for a while.</summary>
    private static void Drain(World world)
    {
        long begin = world.Agenda.Now;
        while (true)
        {
            long until = Math.Max(world.Agenda.LastWorkAt, begin) + QuietNanoseconds;
            if (world.Agenda.WorkCount == 0 && world.Agenda.Now >= until) return;
            if (world.Agenda.Now - begin > LongestDrainNanoseconds)
                throw new PropertyViolation("Quiet", "", "the world does not become quiet within ten virtual minutes");
            world.Agenda.TryAdvance(world.Agenda.WorkCount > 0 ? long.MaxValue : until);
            RequireProgress(world);
        }
    }

    private static void RequireProgress(World world)
    {
        if (world.Counters.Events > EventsMax)
            throw new PropertyViolation("Quiet", "", $"more than {EventsMax} events; the machines chase each other");
    }

    private static SeedReport Report(long seed, World? world, string? failure, string key)
    {
        if (world is null) return new SeedReport(seed, 0, new SeedCounters(), [], failure, key, "");
        string stories = "";
        if (failure is not null && key.Length > 0)
        {
            IEnumerable<Node> nodes = [world.Scheduler, .. world.Workers, .. world.Clients];
            stories = string.Join('\n', nodes.Select(node => (node.Address, Story: node.Story(key)))
                .Where(item => item.Story.Contains('>', StringComparison.Ordinal))
                .Select(item => $"-- {item.Address}\n{item.Story}"));
        }

        return new SeedReport(seed, world.Trace.Hash, world.Counters, world.MessageKinds, failure, key, stories);
    }

    private static string KeyIn(World? world, string message) => world?.Chronicle.Keys
        .Where(item => message.Contains($"'{item.Key}'", StringComparison.Ordinal)
            || message.Contains($"\"{item.Key}\"", StringComparison.Ordinal))
        .Select(item => item.Key).FirstOrDefault() ?? "";
}
