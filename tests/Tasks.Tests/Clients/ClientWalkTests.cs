using Weft.Serialization;
using static Weft.Tasks.SchedulerToClient;

namespace Weft.Tasks.Tests.Clients;

/// <summary>
/// A seeded walk: a user submits, gathers, scatters, cancels and releases; the scheduler and workers answer late,
/// twice, wrongly or not before they are lost. After each event the invariants hold; when everything has been answered
/// each gather and scatter has ended exactly once, and when all futures are released nothing is left.
/// </summary>
public sealed class ClientWalkTests
{
    private const int Keys = 6;
    private static readonly Serialized Spec = new(new Payload(Header.Empty));
    private const int Workers = 3;

    [Fact]
    public void Whatever_the_order_all_ends_once_nothing_leaks_and_every_step_of_the_tables_is_taken()
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

        Assert.All(ClientStates.Keys.Steps, step => Assert.Contains(ClientStates.Keys.NamesOf(step), taken));
        Assert.All(ClientStates.Values.Steps, step => Assert.Contains(ClientStates.Values.NamesOf(step), taken));
        Assert.All(ClientStates.Scatters.Steps, step => Assert.Contains(ClientStates.Scatters.NamesOf(step), taken));
    }

    private sealed class Walk
    {
        private readonly Random _random;
        private readonly ClientMachine _machine;
        private readonly Dictionary<string, int> _futures = [];
        private readonly HashSet<string> _wanted = [];
        private readonly HashSet<string> _arrived = [];
        private readonly HashSet<long> _gathers = [];
        private readonly Dictionary<long, string[]> _scatters = [];
        private readonly Queue<SchedulerToClient> _answers = new();
        private readonly List<ClientEffect.FetchData> _fetches = [];
        private readonly List<ClientEffect.PutData> _puts = [];
        private readonly List<ClientEvent> _old = [];
        private readonly List<ClientEffect> _effects = [];
        private Instant _now;
        private long _request;
        private int _generation;
        private bool _isHostile = true;

        public Walk(int seed)
        {
            _random = new Random(seed);
            var options = new ClientMachineOptions { FetchConcurrencyMax = 1 + (seed % 3), FetchBytesMax = 25 };
            _machine = new ClientMachine("c", ClientBench.Scheduler, options);
        }

        public void Run(HashSet<(string, string)> taken)
        {
            Handle(new ClientEvent.SchedulerAppeared(_now));
            for (var step = 0; step < 150; step++) Step();
            _isHostile = false;
            for (var step = 0; step < 2_000 && IsBusy; step++) Settle();
            Assert.Empty(_gathers);
            Assert.Empty(_scatters);
            Assert.Empty(_arrived);
            foreach (var (key, count) in _futures)
            {
                for (var i = 0; i < count; i++) Handle(new ClientEvent.FuturesReleased(_now, [key]));
            }

            Assert.Equal(0, _machine.KeyCount);
            Assert.Empty(_wanted);
            for (var i = 0; i < Keys; i++) Collect($"k{i}", taken);
            for (var i = 1; i <= _request; i++) Collect($"scatter {i}", taken);
        }

        private bool IsBusy =>
            _answers.Count + _fetches.Count + _puts.Count + _gathers.Count + _scatters.Count > 0;

        private void Settle()
        {
            if (_answers.Count > 0) AnswerAsScheduler();
            else if (_fetches.Count > 0) AnswerFetch();
            else if (_puts.Count > 0) AnswerPut();
            else if (_machine.WakesAt is not null) Pass();
            else Speak(FutureKeys().FirstOrDefault(key => _machine.StateOf(key) == FutureState.Pending) ?? "none");
        }

        private IEnumerable<string> FutureKeys() => Enumerable.Range(0, Keys).Select(i => $"k{i}");

        private void Collect(string key, HashSet<(string, string)> taken)
        {
            foreach (var entry in _machine.Journal.EntriesOf(key)) taken.Add((entry.From, entry.To));
        }

        private void Step()
        {
            switch (_random.Next(16))
            {
                case 0 or 1:
                    Submit();
                    break;
                case 2:
                    Release();
                    break;
                case 3 or 4:
                    var keys = AnyKeys();
                    _gathers.Add(++_request);
                    Handle(new ClientEvent.GatherRequested(_now, _request, keys));
                    break;
                case 5:
                    Scatter();
                    break;
                case 6 when _random.Next(3) == 0:
                    Handle(new ClientEvent.KeysCancelled(_now, AnyKeys(), Force: false));
                    break;
                case 6:
                    Handle(new ClientEvent.RetryRequested(_now, AnyKeys()));
                    break;
                case 7 or 8:
                    Speak(AnyKey());
                    break;
                case 9 or 10 when _answers.Count > 0:
                    AnswerAsScheduler();
                    break;
                case 11 or 12 when _fetches.Count > 0:
                    AnswerFetch();
                    break;
                case 13 when _puts.Count > 0:
                    AnswerPut();
                    break;
                case 14:
                    Lose();
                    break;
                case 15 when _old.Count > 0:
                    Handle(_old[_random.Next(_old.Count)]);
                    break;
                default:
                    Pass();
                    break;
            }
        }

        private string AnyKey() => $"k{_random.Next(Keys)}";

        private string[] AnyKeys() => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => AnyKey())];

        private PeerAddress AnyWorker() => new($"w/{_random.Next(Workers)}/{_generation}");

        private PeerAddress[] AnyWorkers() =>
            _isHostile && _random.Next(4) == 0 ? [] : [.. new[] { AnyWorker(), AnyWorker() }.Distinct()];

        private void Submit()
        {
            var keys = AnyKeys();
            foreach (var key in keys) _futures[key] = _futures.GetValueOrDefault(key) + 1;
            Handle(new ClientEvent.TasksSubmitted(
                _now, Array.ConvertAll(keys, key => new TaskDefinition(key, Spec, []))));
        }

        private void Release()
        {
            var key = AnyKey();
            if (_futures.GetValueOrDefault(key) > 0) _futures[key]--;
            Handle(new ClientEvent.FuturesReleased(_now, [key]));
        }

        private void Scatter()
        {
            var keys = AnyKeys();
            foreach (var key in keys) _futures[key] = _futures.GetValueOrDefault(key) + 1;
            _scatters.Add(++_request, keys);
            Handle(new ClientEvent.ScatterRequested(_now, _request, keys, 1 + _random.Next(2), null));
        }

        private void Speak(string key) => Hear((_isHostile ? _random.Next(9) : 0) switch
        {
            5 => new KeyErred(key, key, ClientBench.Error),
            6 => new KeyLost(key, "died"),
            7 => new KeyReleased(key),
            8 => new KeysCancelled([key], "by force"),
            _ => new KeyInMemory(new HeldData(key, "t", 10)),
        });

        private void Hear(SchedulerToClient message) =>
            Handle(new ClientEvent.SchedulerMessageReceived(_now, message));

        private void AnswerAsScheduler() => Hear(_answers.Dequeue());

        private void AnswerFetch()
        {
            var fetch = _fetches[_random.Next(_fetches.Count)];
            _fetches.Remove(fetch);
            if (_isHostile && _random.Next(5) == 0)
            {
                Remember(new ClientEvent.FetchRefused(_now, fetch.Request, fetch.Peer));
                return;
            }

            var (arrived, missing) = (new List<string>(), new List<string>());
            var failed = new List<(string, ErrorDetail)>();
            foreach (var key in fetch.Keys)
            {
                switch (_isHostile ? _random.Next(8) : 7)
                {
                    case 0:
                        missing.Add(key);
                        break;
                    case 1:
                        failed.Add((key, ClientBench.Error));
                        break;
                    case 2:
                        break;
                    default:
                        arrived.Add(key);
                        break;
                }
            }

            Remember(new ClientEvent.DataArrived(_now, fetch.Request, fetch.Peer, arrived, missing, failed));
        }

        private void AnswerPut()
        {
            var put = _puts[_random.Next(_puts.Count)];
            _puts.Remove(put);
            var taken = put.Keys.Where(_ => !_isHostile || _random.Next(5) > 0);
            HeldData[] held = [.. taken.Select(key => new HeldData(key, "t", 10))];
            var refusal = _random.Next(2) == 0 ? ClientBench.Error : null;
            Remember(new ClientEvent.DataPut(_now, put.Request, put.Peer, held, refusal));
        }

        private void Lose()
        {
            var worker = AnyWorker();
            if (_random.Next(6) == 0) _generation++;
            var late = _fetches.FindAll(fetch => fetch.Peer == worker);
            _fetches.RemoveAll(fetch => fetch.Peer == worker);
            _puts.RemoveAll(put => put.Peer == worker);
            if (late.Count > 0 && _random.Next(3) == 0) Hear(new KeyReleased(late[0].Keys[0]));
            Handle(new ClientEvent.PeerLost(_now, worker, "gone"));
            foreach (var fetch in late)
            {
                if (_random.Next(2) > 0) continue;
                Remember(new ClientEvent.DataArrived(_now, fetch.Request, worker, fetch.Keys, [], []));
            }
        }

        private void Pass()
        {
            _now += 60_000_000;
            Handle(new ClientEvent.TimePassed(_now));
        }

        private void Remember(ClientEvent happened)
        {
            _old.Add(happened);
            Handle(happened);
        }

        private void Handle(ClientEvent happened)
        {
            if (happened is ClientEvent.DataArrived arrived) _arrived.UnionWith(arrived.Arrived);
            _effects.Clear();
            _machine.Handle(happened, _effects);
            foreach (var effect in _effects.ToArray()) CarryOut(effect);
            ClientInvariants.Check(_machine);
        }

        private void CarryOut(ClientEffect effect)
        {
            switch (effect)
            {
                case ClientEffect.CompleteGather e:
                    Assert.True(_gathers.Remove(e.Request));
                    break;
                case ClientEffect.FailGather e:
                    Assert.True(_gathers.Remove(e.Request));
                    Assert.NotEqual(FutureState.Pending, e.State);
                    break;
                case ClientEffect.ForgetData e:
                    foreach (var key in e.Keys) Assert.True(_arrived.Remove(key), $"'{key}' has arrived");
                    break;
                case ClientEffect.CompleteScatter e:
                    Assert.True(_scatters.Remove(e.Request));
                    break;
                case ClientEffect.FailScatter e:
                    Assert.True(_scatters.Remove(e.Request, out var keys));
                    foreach (var key in keys!) _futures[key] = Math.Max(0, _futures[key] - 1);
                    break;
                case ClientEffect.FetchData e:
                    Assert.DoesNotContain(_fetches, fetch => fetch.Peer == e.Peer);
                    _fetches.Add(e);
                    break;
                case ClientEffect.PutData e:
                    _puts.Add(e);
                    break;
                case ClientEffect.SendToScheduler e:
                    Answer(e.Message);
                    break;
            }
        }

        private void Answer(ClientToScheduler message)
        {
            switch (message)
            {
                case ClientToScheduler.SubmitTasks m:
                    _wanted.UnionWith(m.Tasks.Select(task => task.Key));
                    break;
                case ClientToScheduler.RegisterData m:
                    foreach (var item in m.Items)
                    {
                        _wanted.Add(item.Data.Key);
                        _answers.Enqueue(new KeyInMemory(item.Data));
                    }

                    break;
                case ClientToScheduler.ReleaseKeys m:
                    Assert.All(m.Keys, key => Assert.True(_wanted.Remove(key), $"'{key}' was wanted"));
                    break;
                case ClientToScheduler.CancelKeys m:
                    _answers.Enqueue(new KeysCancelled(m.Keys, "cancelled"));
                    break;
                case ClientToScheduler.PlanScatter m:
                    var isRefused = _isHostile && _random.Next(10) == 0;
                    PeerAddress[][] plan = [.. Enumerable.Range(0, m.Count).Select(_ => new[] { AnyWorker() })];
                    _answers.Enqueue(new ScatterPlan(m.Request, isRefused ? [] : plan, isRefused ? "full" : null));
                    break;
                case ClientToScheduler.LocateKeys m:
                    KeyHolders[] found = [.. m.Keys
                        .Where(_ => !_isHostile || _random.Next(8) > 0)
                        .Select(key => new KeyHolders(key, 10, AnyWorkers()))];
                    _answers.Enqueue(new KeyLocations(m.Request, found));
                    break;
            }
        }
    }
}
