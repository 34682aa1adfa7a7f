using Weft.Serialization;
using static Weft.Tasks.SchedulerToWorker;

namespace Weft.Tasks.Tests.Working;

/// <summary>
/// A seeded walk: a hostile scheduler dispatches, cancels and frees at any moment; answers come late, twice, in any
/// order or are replaced by losses. After each event the invariants hold; when everything has been answered the
/// machine is quiet, and its idea of the store is the store.
/// </summary>
public sealed class WorkerWalkTests
{
    private const int Keys = 8;
    private const int Peers = 3;

    [Fact]
    public void Whatever_the_order_nothing_leaks_or_hangs_and_every_step_of_the_tables_is_taken()
    {
        var taken = new HashSet<(string, string)>();
        for (var seed = 0; seed < 700; seed++)
        {
            try
            {
                new Walk(seed).Run(taken);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }

        Assert.All(WorkerStates.Tasks.Steps, step => Assert.Contains(WorkerStates.Tasks.NamesOf(step), taken));
        Assert.All(WorkerStates.Data.Steps, step => Assert.Contains(WorkerStates.Data.NamesOf(step), taken));
    }

    private sealed class Walk(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly WorkerMachine _machine = new(
            WorkerBench.Self,
            "w",
            WorkerBench.Scheduler,
            new WorkerMachineOptions
            {
                Threads = 1 + (seed % 3),
                FetchConcurrencyMax = 1 + (seed % 4),
                FetchBytesMax = 25,
            });

        private readonly HashSet<string> _store = [];
        private readonly Dictionary<string, long> _openRuns = [];
        private readonly List<(string Key, long Run)> _threads = [];
        private readonly List<WorkerEffect.FetchData> _requests = [];
        private readonly List<WorkerEvent> _old = [];
        private readonly List<WorkerEffect> _effects = [];
        private Instant _now;
        private long _run;
        private int _peerGeneration;

        public void Run(HashSet<(string, string)> taken)
        {
            for (var step = 0; step < 120; step++) Step();
            for (var step = 0; step < 1_000 && IsBusy; step++)
            {
                if (_threads.Count > 0) EndThread();
                else if (_requests.Count > 0) Answer();
                else Pass();
            }

            Assert.Empty(_openRuns);
            Assert.Equal(0, _machine.TaskCount);
            Assert.Equal(0, _machine.FlightCount);
            Assert.Equal(_store.Count, _machine.HeldCount);
            Assert.All(_store, key => Assert.True(_machine.Holds(key)));
            Handle(new WorkerEvent.SchedulerMessageReceived(_now, new FreeKeys([.. _store])));
            Assert.Empty(_store);
            Assert.Equal(0, _machine.KnownCount);
            for (var i = 0; i < Keys; i++) Collect($"k{i}", taken);
        }

        private bool IsBusy => _threads.Count + _requests.Count > 0 || _machine.WakesAt is not null;

        private void Collect(string key, HashSet<(string, string)> taken)
        {
            foreach (var entry in _machine.Journal.EntriesOf(key)) taken.Add((entry.From, entry.To));
        }

        private void Step()
        {
            switch (_random.Next(12))
            {
                case 0 or 1 or 2 or 3:
                    Compute();
                    break;
                case 4:
                    Cancel();
                    break;
                case 5:
                    Handle(new WorkerEvent.SchedulerMessageReceived(_now, new FreeKeys([AnyKey(), AnyKey()])));
                    break;
                case 6 or 7 when _threads.Count > 0:
                    EndThread();
                    break;
                case 8 or 9 when _requests.Count > 0:
                    Answer();
                    break;
                case 10:
                    Lose();
                    break;
                case 11 when _old.Count > 0:
                    Repeat();
                    break;
                default:
                    Pass();
                    break;
            }
        }

        private string AnyKey() => $"k{_random.Next(Keys)}";

        private PeerAddress AnyPeer() => new($"w/{_random.Next(Peers)}/{_peerGeneration}");

        private void Compute()
        {
            var needs = new List<KeyHolders>();
            for (var i = _random.Next(4); i > 0; i--)
            {
                var holders = new PeerAddress[_random.Next(5) == 0 ? 0 : 1 + _random.Next(2)];
                for (var j = 0; j < holders.Length; j++)
                {
                    holders[j] = _random.Next(6) == 0 ? WorkerBench.Self : AnyPeer();
                }

                needs.Add(new KeyHolders(AnyKey(), _random.Next(20), holders));
            }

            var key = AnyKey();
            var run = ++_run;
            if (_openRuns.TryGetValue(key, out var old) && _random.Next(2) == 0)
            {
                _openRuns.Remove(key);
                Handle(new WorkerEvent.SchedulerMessageReceived(_now, new CancelTask(key, old)));
            }

            _openRuns[key] = run;
            Handle(new WorkerEvent.SchedulerMessageReceived(
                _now, new ComputeTask(key, run, WorkerBench.Spec, needs, new TaskPriority(0, 0, _random.Next(5)))));
        }

        private void Cancel()
        {
            var key = AnyKey();
            var run = _openRuns.GetValueOrDefault(key, _run);
            _openRuns.Remove(key);
            Handle(new WorkerEvent.SchedulerMessageReceived(_now, new CancelTask(key, run)));
        }

        private void EndThread()
        {
            var (key, run) = _threads[_random.Next(_threads.Count)];
            _threads.Remove((key, run));
            if (_random.Next(2) == 0) Handle(new WorkerEvent.TaskExecutionStarted(_now, key, run));
            if (_random.Next(4) == 0) Remember(new WorkerEvent.TaskFailed(_now, key, run, WorkerBench.Error, true));
            else Remember(new WorkerEvent.TaskExecuted(_now, key, run, "t", 5, _now));
        }

        private void Answer()
        {
            var request = _requests[_random.Next(_requests.Count)];
            _requests.Remove(request);
            if (_random.Next(5) == 0)
            {
                Remember(new WorkerEvent.FetchRefused(_now, request.Request, request.Peer));
                return;
            }

            var arrived = new List<HeldData>();
            var missing = new List<string>();
            var failed = new List<(string, ErrorDetail)>();
            foreach (var key in request.Keys)
            {
                switch (_random.Next(8))
                {
                    case 0:
                        missing.Add(key);
                        break;
                    case 1:
                        failed.Add((key, WorkerBench.Error));
                        break;
                    case 2:
                        break;
                    default:
                        arrived.Add(new HeldData(key, "t", 10));
                        break;
                }
            }

            Remember(new WorkerEvent.DataArrived(_now, request.Request, request.Peer, arrived, missing, failed));
        }

        private void Lose()
        {
            var peer = AnyPeer();
            if (_random.Next(8) == 0) _peerGeneration++;
            _requests.RemoveAll(request => request.Peer == peer && _random.Next(3) > 0);
            var late = _requests.FindAll(request => request.Peer == peer);
            Handle(new WorkerEvent.PeerLost(_now, peer, "gone"));
            foreach (var request in late)
            {
                _requests.Remove(request);
                HeldData[] arrived = [.. request.Keys.Select(key => new HeldData(key, "t", 10))];
                Remember(new WorkerEvent.DataArrived(_now, request.Request, peer, arrived, [], []));
            }
        }

        private void Pass()
        {
            _now += 50_000_000;
            Handle(new WorkerEvent.TimePassed(_now));
        }

        private void Remember(WorkerEvent happened)
        {
            _old.Add(happened);
            Handle(happened);
        }

        private void Repeat()
        {
            var old = _old[_random.Next(_old.Count)];
            // A refusal or an answer of an ended request changes nothing; of an execution neither.
            Handle(old);
        }

        private void Handle(WorkerEvent happened)
        {
            if (happened is WorkerEvent.TaskExecuted executed) _store.Add(executed.Key);
            if (happened is WorkerEvent.DataArrived arrived) _store.UnionWith(arrived.Arrived.Select(held => held.Key));
            _effects.Clear();
            _machine.Handle(happened, _effects);
            foreach (var effect in _effects.ToArray()) CarryOut(effect);
            WorkerInvariants.Check(_machine);
        }

        private void CarryOut(WorkerEffect effect)
        {
            switch (effect)
            {
                case WorkerEffect.ExecuteTask e:
                    Assert.All(e.Dependencies, key => Assert.Contains(key, _store));
                    Assert.DoesNotContain(_threads, thread => thread.Key == e.Key);
                    Assert.Equal(e.Run, _openRuns[e.Key]);
                    _threads.Add((e.Key, e.Run));
                    break;
                case WorkerEffect.FetchData e:
                    Assert.DoesNotContain(_requests, request => request.Peer == e.Peer);
                    _requests.Add(e);
                    break;
                case WorkerEffect.ForgetData e:
                    foreach (var key in e.Keys) Assert.True(_store.Remove(key), $"'{key}' is in the store");
                    break;
                case WorkerEffect.SendToScheduler e:
                    Hear(e.Message);
                    break;
            }
        }

        private void Hear(WorkerToScheduler message)
        {
            switch (message)
            {
                case WorkerToScheduler.TaskFinished m:
                    Assert.Contains(m.Key, _store);
                    Close(m.Key, m.Run);
                    break;
                case WorkerToScheduler.TaskErred m:
                    Close(m.Key, m.Run);
                    break;
                case WorkerToScheduler.DependencyMissing m:
                    Close(m.Key, m.Run);
                    break;
                case WorkerToScheduler.ReplicasHeld m:
                    Assert.All(m.Data, held => Assert.Contains(held.Key, _store));
                    break;
            }
        }

        // Every run has exactly one end, and none that was cancelled has any.
        private void Close(string key, long run)
        {
            Assert.True(_openRuns.TryGetValue(key, out var open) && open == run, $"run {run} of '{key}' is open");
            _openRuns.Remove(key);
        }
    }
}
