using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// Once all is quiet a worker stores only what the scheduler knows to be in memory; when all futures are released,
/// nobody keeps anything.
/// </summary>
internal sealed class NothingLeaks : Checker
{
    public override void AtQuiet(World world)
    {
        foreach (var worker in world.Workers.Where(item => item.IsAlive))
        {
            foreach (string key in worker.Store.Keys)
            {
                bool isKnown = world.Scheduler.Machine.TryGetState(key, out var state) && state == TaskState.Memory;
                if (!isKnown) throw Broken(key, $"{worker.Address} stores '{key}', which the scheduler has as {state}");
            }
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var worker in world.Workers.Where(item => item.IsAlive))
        {
            if (worker.Store.Count > 0)
            {
                string key = worker.Store.Keys.Order(StringComparer.Ordinal).First();
                throw Broken(key, $"{worker.Address} still stores {worker.Store.Count} values, '{key}' among them");
            }

            if (worker.Executions.Count > 0)
            {
                string key = worker.Executions[0].Model.Key;
                throw Broken(key, $"{worker.Address} still runs '{key}'");
            }
        }

        foreach (var client in world.Clients.Where(item => item.IsAlive && item.Arrived.Count > 0))
        {
            string key = client.Arrived.Keys.Order(StringComparer.Ordinal).First();
            throw Broken(key, $"{client.Address} still holds {client.Arrived.Count} gathered values: '{key}', …");
        }

        foreach (var model in world.Chronicle.Keys)
        {
            if (world.Scheduler.Machine.TryGetState(model.Key, out var state))
                throw Broken(model.Key, $"all futures are released, and the scheduler keeps '{model.Key}' as {state}");
        }

        var snapshot = world.Scheduler.Machine.Snapshot();
        int living = world.Workers.Count(item => item.IsAlive);
        if (snapshot.Workers.Count != living)
            throw Broken("", $"the scheduler counts {snapshot.Workers.Count} workers, {living} live");
        foreach (var load in snapshot.Workers)
        {
            if (load.Processing > 0 || load.Held > 0 || load.StoredBytes != 0 || load.OccupancyNanoseconds != 0)
                throw Broken("", $"the scheduler still charges {load} with work or values");
        }
    }
}
