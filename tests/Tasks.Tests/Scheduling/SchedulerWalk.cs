using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>
/// A seeded walk over everything that peers can say to a scheduler, sensible or not: dispatched runs are answered
/// well, wrongly, late or never; peers come and go at any moment. One seed gives one walk.
/// </summary>
internal sealed class SchedulerWalk
{
    private static readonly string[] ClientNames = ["c0", "c1", "c2"];

    private readonly Random _random;
    private readonly SchedulerDrive _drive;
    private readonly HashSet<string> _workers = [];
    private readonly HashSet<string> _clients = [];
    private readonly List<(string Worker, string Key, long Run)> _given = [];
    private readonly HashSet<(string Client, string Key)> _wanted = [];
    private readonly Dictionary<(string Client, string Key), string> _lastWord = [];
    private int _incarnation;

    public SchedulerWalk(int seed)
    {
        _random = new Random(seed);
        _drive = new SchedulerDrive(
            new SchedulerOptions
            {
                AllowedFailures = _random.Next(3),
                Saturation = _random.Next(2) == 0 ? 1.1 : double.PositiveInfinity,
                HoldersNamedMax = 2,
                IdleGroupsMax = 2,
            },
            seed);
    }

    /// <summary>Every effect so far, as text.</summary>
    public List<string> Trace { get; } = [];

    public SchedulerMachine Machine => _drive.Machine;

    /// <summary>Takes so many steps at random.</summary>
    public void Walk(int steps)
    {
        foreach (var name in ClientNames) Do(() => _drive.Clients(name));
        _clients.UnionWith(ClientNames);
        for (var i = 0; i < steps; i++) Step();
    }

    /// <summary>Answers all that is asked until nothing is left; each wanted key must then have its word.</summary>
    public void Finish()
    {
        if (_workers.Count == 0) AddWorker();
        for (var i = 0; i < 6; i++) AddWorkerIfGone($"fix{i}");
        var rounds = 0;
        while (_given.Count > 0)
        {
            Assert.True(rounds++ < 10_000, "the tasks never end");
            var (worker, key, run) = _given[0];
            _given.RemoveAt(0);
            if (_workers.Contains(worker)) Do(() => _drive.FinishRun(worker, key, run));
        }

        foreach (var (client, key) in _wanted)
        {
            var word = _lastWord.GetValueOrDefault((client, key), "nothing");
            Assert.True(
                word is "memory" or "erred" or "lost",
                $"{client} was last told '{word}' of {key}, which is {_drive.StateOf(key)?.ToString() ?? "unknown"}:\n"
                + Machine.Journal.Story(key));
        }

        foreach (var client in _clients.ToArray()) Do(() => _drive.Lose(client));
        _clients.Clear();
        Assert.Empty(Machine.Snapshot().Tasks);
        Assert.All(
            Machine.Snapshot().Workers,
            worker => Assert.Equal((0, 0, 0L), (worker.Processing, worker.Held, worker.StoredBytes)));
    }

    private void Step()
    {
        switch (_random.Next(24))
        {
            case < 4:
                Submit();
                break;
            case < 10:
                Answer(isWell: true);
                break;
            case < 12:
                Answer(isWell: false);
                break;
            case 12 when _workers.Count < 5:
                AddWorker();
                break;
            case 13:
                LoseWorker();
                break;
            case 14:
                Release();
                break;
            case 15:
                Want();
                break;
            case 16:
                Scatter();
                break;
            case 17:
                Replicate();
                break;
            case 18:
                ReportMissing();
                break;
            case 19:
                Cancel();
                break;
            case 20:
                Do(() => _drive.Say(AnyClient(), new ClientToScheduler.RetryKeys([AnyKey(), AnyKey()])));
                break;
            case 21:
                Nonsense();
                break;
            case 22 when _random.Next(8) == 0:
                LoseClient();
                break;
            case 23 when _random.Next(4) == 0:
                SubmitBurst();
                break;
            default:
                _drive.Wait(_random.Next(200));
                Do(_drive.PassTime);
                break;
        }
    }

    private void Submit()
    {
        var client = AnyClient();
        var tasks = new List<TaskDefinition>();
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            var number = _random.Next(30);
            var dependencies = Enumerable.Range(0, _random.Next(4)).Select(_ => KeyOf(_random.Next(number + 1)))
                .Distinct().ToArray();
            tasks.Add(Call(KeyOf(number), dependencies) with
            {
                Priority = _random.Next(3),
                RetriesMax = _random.Next(2),
                Workers = _random.Next(6) == 0 ? [At($"fix{_random.Next(6)}"), At(AnyWorker())] : null,
            });
        }

        Note(client, tasks.Select(task => task.Key));
        Do(() => _drive.Submit(client, [.. tasks]));
    }

    // Many tasks on one value, scattered or computed, and one task that no worker may run.
    private void SubmitBurst()
    {
        var client = AnyClient();
        var shared = $"shared{_incarnation++}";
        var keys = Enumerable.Range(0, 40).Select(i => $"burst-{i}").Append($"nowhere-{_incarnation}").ToArray();
        Note(client, [shared, .. keys]);
        if (_random.Next(2) == 0) Do(() => _drive.Scatter(client, shared, 10, AnyWorker()));
        else Do(() => _drive.Submit(client, Call(shared)));
        Do(() => _drive.Submit(client, Array.ConvertAll(keys, key => Call(key, shared) with
        {
            Workers = key.StartsWith("nowhere", StringComparison.Ordinal) ? [At("fix0")] : null,
        })));
    }

    private void Answer(bool isWell)
    {
        if (_given.Count == 0) return;
        var index = _random.Next(_given.Count);
        var (worker, key, run) = _given[index];
        if (!isWell && _random.Next(2) == 0) worker = AnyWorker();
        else if (!isWell && _random.Next(4) == 0) run--;
        else if (_random.Next(4) > 0) _given.RemoveAt(index);
        // Only the fixed names come back after a loss, so these say nothing in between.
        if (worker.StartsWith("fix", StringComparison.Ordinal) && !_workers.Contains(worker)) return;
        WorkerToScheduler message = _random.Next(isWell ? 3 : 5) switch
        {
            0 when isWell => new WorkerToScheduler.TaskStarted(key, run),
            3 => new WorkerToScheduler.TaskErred(key, run, Error(), _random.Next(2) == 0),
            4 => new WorkerToScheduler.DependencyMissing(key, run, AnyKey(), [At(AnyWorker()), At(AnyWorker())]),
            _ => new WorkerToScheduler.TaskFinished(
                key, run, "System.Double", _random.Next(1, 1_000_000), default, new Instant(_random.Next(100_000_000))),
        };
        if (message is WorkerToScheduler.TaskStarted) _given.Add((worker, key, run));
        Do(() => _drive.Say(worker, message));
    }

    private void AddWorker() => AddWorkerIfGone(_random.Next(3) == 0 ? $"fix{_random.Next(6)}" : $"w{_incarnation++}");

    private void AddWorkerIfGone(string name)
    {
        if (_workers.Add(name)) Do(() => _drive.AddWorker(name, _random.Next(1, 4), Held(AnyKey())));
    }

    private void LoseWorker()
    {
        if (_workers.Count == 0) return;
        var name = AnyWorker();
        _workers.Remove(name);
        if (_random.Next(4) == 0) Do(() => _drive.Say(name, new WorkerToScheduler.WorkerLeaving("asked to")));
        Do(() => _drive.Lose(name));
    }

    private void LoseClient()
    {
        var name = AnyClient();
        _wanted.RemoveWhere(want => want.Client == name);
        Do(() => _drive.Lose(name));
        Do(() => _drive.Clients(name));
    }

    private void Release()
    {
        var client = AnyClient();
        var keys = _wanted.Where(want => want.Client == client).Select(want => want.Key).Order().ToList();
        if (keys.Count == 0) return;
        var key = keys[_random.Next(keys.Count)];
        _wanted.Remove((client, key));
        Do(() => _drive.Release(client, key, "never-heard-of"));
    }

    private void Want()
    {
        var (client, key) = (AnyClient(), AnyKey());
        Note(client, [key]);
        Do(() => _drive.Say(client, new ClientToScheduler.WantKeys([key])));
    }

    private void Scatter()
    {
        var (client, key) = (AnyClient(), _random.Next(4) == 0 ? AnyKey() : $"data-{_random.Next(5)}");
        Note(client, [key]);
        Do(() => _drive.Scatter(client, key, _random.Next(1, 100), [.. new[] { AnyWorker(), AnyWorker() }.Distinct()]));
    }

    private void Replicate()
    {
        if (_workers.Count > 0) Do(() => _drive.Say(AnyWorker(), new WorkerToScheduler.ReplicasHeld([Held(AnyKey())])));
    }

    private void ReportMissing() =>
        Do(() => _drive.Say(AnyClient(), new ClientToScheduler.ReportMissing(At(AnyWorker()), [AnyKey(), AnyKey()])));

    private void Cancel() => Do(() => _drive.Say(
        AnyClient(), new ClientToScheduler.CancelKeys([AnyKey()], Force: _random.Next(2) == 0)));

    private void Nonsense()
    {
        var stranger = $"stranger{_incarnation++}";
        Do(() => _drive.Say(stranger, new WorkerToScheduler.TaskStarted(AnyKey(), 1)));
        Do(() => _drive.Release(stranger, AnyKey()));
        Do(() => _drive.Say(AnyClient(), new ClientToScheduler.PlanScatter(1, _random.Next(4), _random.Next(3), null)));
        Do(() => _drive.Say(AnyClient(), new ClientToScheduler.LocateKeys(1, [AnyKey()])));
    }

    private void Note(string client, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            _wanted.Add((client, key));
            _lastWord.Remove((client, key));
        }
    }

    private void Do(Action action)
    {
        action();
        foreach (var effect in _drive.Effects)
        {
            Trace.Add(Describe(effect));
            if (effect is SchedulerEffect.SendToWorker { Message: SchedulerToWorker.ComputeTask compute } toWorker)
                _given.Add((toWorker.To.Value, compute.Key, compute.Run));
            if (effect is SchedulerEffect.SendToClient toClient) Hear(toClient.To.Value, toClient.Message);
        }
    }

    private void Hear(string client, SchedulerToClient message)
    {
        switch (message)
        {
            case SchedulerToClient.KeyInMemory m:
                _lastWord[(client, m.Data.Key)] = "memory";
                break;
            case SchedulerToClient.KeyErred m:
                _lastWord[(client, m.Key)] = "erred";
                break;
            case SchedulerToClient.KeyLost m:
                _lastWord[(client, m.Key)] = "lost";
                break;
            case SchedulerToClient.KeyReleased m:
                _lastWord[(client, m.Key)] = "released";
                break;
            case SchedulerToClient.KeysCancelled m:
                foreach (var key in m.Keys) _wanted.Remove((client, key));
                break;
        }
    }

    private static string Describe(SchedulerEffect effect) => effect switch
    {
        SchedulerEffect.SendToWorker { Message: SchedulerToWorker.FreeKeys free } e =>
            $"{e.To} free {string.Join(",", free.Keys)}",
        SchedulerEffect.SendToWorker { Message: SchedulerToWorker.ComputeTask compute } e =>
            $"{e.To} compute {compute.Key} {compute.Run} "
            + string.Join(",", compute.Dependencies.Select(d => $"{d.Key}@{string.Join("+", d.Holders)}")),
        SchedulerEffect.SendToClient { Message: SchedulerToClient.KeysCancelled cancelled } e =>
            $"{e.To} cancelled {string.Join(",", cancelled.Keys)}",
        _ => effect.ToString(),
    };

    private string AnyClient() => ClientNames[_random.Next(ClientNames.Length)];

    private string AnyKey() => _random.Next(5) == 0 ? $"data-{_random.Next(5)}" : KeyOf(_random.Next(30));

    private string AnyWorker() =>
        _workers.Count == 0 ? "nobody" : _workers.Order().ElementAt(_random.Next(_workers.Count));

    private static string KeyOf(int number) => number % 5 == 0 ? $"data-{number / 5 % 5}" : $"g{number % 3}-{number}";
}
