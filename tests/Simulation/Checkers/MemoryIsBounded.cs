using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// What the scheduler keeps is bounded by what users named, and once all is quiet by what they still hold and what that
/// needs; one event never causes effects without end.
/// </summary>
internal sealed class MemoryIsBounded(World world) : Checker
{
    private const int EventsBetweenCounts = 32;
    private int _events;

    public override void OnScheduler(
        SchedulerNode node, SchedulerEvent happened, IReadOnlyList<SchedulerEffect> effects)
    {
        int keys = world.Chronicle.Keys.Count;
        int nodes = world.Workers.Count + world.Clients.Count;
        if (effects.Count > 16 + (4 * (keys + nodes) * (1 + world.Clients.Count)))
            throw Broken("", $"{happened.GetType().Name} causes {effects.Count} effects: {keys} keys, {nodes} nodes");
        if (++_events % EventsBetweenCounts != 0) return;
        int tasks = CountTasks(node);
        if (tasks > keys) throw Broken("", $"the scheduler keeps {tasks} tasks; users named {keys}");
    }

    public override void AtQuiet(World world)
    {
        var needed = world.Clients.Where(item => item.IsAlive)
            .SelectMany(item => item.Futures.Keys.Concat(item.Gathers.Values.SelectMany(gather => gather.Keys)))
            .SelectMany(key => world.Chronicle.Of(key).Closure)
            .Select(item => item.Key).ToHashSet();
        foreach (var model in world.Chronicle.Keys)
        {
            if (!needed.Contains(model.Key) && world.Scheduler.Machine.TryGetState(model.Key, out var state))
                throw Broken(model.Key, $"nobody needs '{model.Key}', and the scheduler keeps it as {state}");
        }
    }

    private static int CountTasks(SchedulerNode node) => node.Machine.Snapshot().Tasks.Values.Sum();
}
