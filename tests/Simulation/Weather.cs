namespace Weft.Simulation;

/// <summary>What breaks in a run, and who comes and goes, at random moments until all is calm.</summary>
internal sealed class Weather
{
    private readonly World _world;
    private readonly Chance _chance;

    public Weather(World world, Chance chance)
    {
        (_world, _chance) = (world, chance);
        var profile = world.Profile;
        Plan(profile.Kills, Kill);
        Plan(profile.Cuts, Cut);
        Plan(profile.Joins, Join);
        Plan(profile.Leaves, Leave);
        Plan(profile.Freezes, Freeze);
        if (profile.ClientDies) Plan(1, ClientDies);
    }

    private void Plan(int count, Action what)
    {
        for (int i = 0; i < count; i++)
            _world.Agenda.After(_chance.Nanoseconds(5_000_000, _world.Profile.TurmoilNanoseconds), what);
    }

    private void Kill()
    {
        if (DrawWorker() is { } worker) _world.Kill(worker);
        if (_chance.In(0.6)) _world.Agenda.After(_chance.Nanoseconds(1_000_000, 500_000_000), Join);
    }

    private void Join()
    {
        if (_world.IsCalm) return;
        _world.Counters.Joins++;
        _world.AddWorker();
    }

    private void Leave()
    {
        if (DrawWorker() is not { } worker) return;
        _world.Counters.Leaves++;
        if (_chance.In(0.5))
        {
            _world.Counters.Drains++;
            worker.Drain();
        }
        else
        {
            worker.Leave();
        }
    }

    // The scheduler is told that a worker cannot be reached; most come back, some are lost first.
    private void Freeze()
    {
        if (DrawWorker() is not { } worker) return;
        _world.Counters.Freezes++;
        _world.Scheduler.Unreachable(worker.Address);
        _world.Agenda.After(
            _chance.Nanoseconds(10_000_000, 2_000_000_000), () => _world.Scheduler.Reachable(worker.Address));
        if (_chance.In(0.2)) _world.Agenda.After(_chance.Nanoseconds(1_000_000, 500_000_000), Die);

        void Die()
        {
            if (!_world.IsCalm) _world.Kill(worker);
        }
    }

    private void ClientDies()
    {
        if (_world.Clients.Count < 2 || !_world.Clients[^1].IsAlive) return;
        _world.Counters.ClientDeaths++;
        _world.Clients[^1].End(keepOrder: _chance.In(0.5));
    }

    private void Cut()
    {
        var workers = _world.Workers.Where(item => item.IsAlive).ToList<Node>();
        var clients = _world.Clients.Where(item => item.IsAlive).ToList<Node>();
        if (workers.Count == 0 || clients.Count == 0) return;
        int draw = _chance.Below(100);
        var first = draw < 70 ? _chance.Pick(workers) : _chance.Pick(clients);
        var second = draw < 45 || draw >= 78 ? _chance.Pick(workers) : _world.Scheduler;
        if (first == second) return;
        _world.Counters.Cuts++;
        _world.Narrator?.Say(first, $"and {second.Address} are cut off each other");
        (first as WorkerNode)?.NoteCopiesAtRisk();
        (second as WorkerNode)?.NoteCopiesAtRisk();
        _world.Network.Cut(first, second);
    }

    private WorkerNode? DrawWorker()
    {
        var alive = _world.Workers.Where(item => item.IsAlive).ToList();
        if (alive.Count == 0) return null;
        var busy = alive.Where(item => item.Executions.Count > 0 || item.Store.Count > 0).ToList();
        return _chance.Pick(busy.Count > 0 && _chance.In(0.7) ? busy : alive);
    }
}
