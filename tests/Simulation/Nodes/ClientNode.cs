using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>The client's shell: futures, gathers and scatters of a user, and the values that come for them.</summary>
internal sealed class ClientNode : Node
{
    private readonly List<ClientEffect> _effects = [];
    private readonly SortedDictionary<string, FutureRecord> _futures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, GatherRecord> _gathers = [];
    private readonly SortedDictionary<long, ScatterRecord> _scatters = [];
    private readonly Dictionary<string, SimulatedValue> _arrived = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _questions = [];
    private long _request;

    public ClientNode(World world, PeerAddress address, int traceNumber, Chance chance)
        : base(world, address, traceNumber, clockOffset: chance.Below(1_000_000_000))
    {
        var options = new ClientMachineOptions
        {
            FetchConcurrencyMax = chance.In(0.3) ? chance.Between(1, 3) : 50,
            FetchBytesMax = chance.In(0.3) ? 1_000_000 : 50_000_000,
            Seed = chance.Below(int.MaxValue),
        };
        Machine = new ClientMachine(address.Value, world.SchedulerAddress, options);
        world.Agenda.After(chance.Nanoseconds(1_000, 2_000_000), () =>
        {
            if (IsAlive) Handle(new ClientEvent.SchedulerAppeared(Now));
        });
        StartTicking();
    }

    /// <summary>The machine.</summary>
    public ClientMachine Machine { get; }

    /// <summary>The user's futures by key; a key stays until its last future is released.</summary>
    public IReadOnlyDictionary<string, FutureRecord> Futures => _futures;

    /// <summary>Gathers without an outcome.</summary>
    public IReadOnlyDictionary<long, GatherRecord> Gathers => _gathers;

    /// <summary>Scatters without an outcome.</summary>
    public IReadOnlyDictionary<long, ScatterRecord> Scatters => _scatters;

    /// <summary>Values that came for gathers and are not dropped yet.</summary>
    public IReadOnlyDictionary<string, SimulatedValue> Arrived => _arrived;

    /// <summary>Questions for the workers and the status without an answer.</summary>
    public IReadOnlyCollection<long> Questions => _questions;

    /// <summary>Whether it is of no more use: cut off the scheduler, or closed by its user.</summary>
    public bool HasLostItsUse { get; private set; }

    public override void Receive(PeerAddress from, Message message)
    {
        switch (message)
        {
            case SchedulerToClient word:
                Handle(new ClientEvent.SchedulerMessageReceived(Now, word));
                break;
            case DataMessage.DataReply reply:
                OnReply(from, reply);
                break;
            case DataMessage.DataBusy busy:
                Handle(new ClientEvent.FetchRefused(Now, busy.Request, from));
                break;
            case DataMessage.PutDataReply put:
                Handle(new ClientEvent.DataPut(Now, put.Request, from, put.Held, put.Refusal));
                break;
            default:
                throw new PropertyViolation(
                    "ClosedFamilies", "", $"{from} sent client {Address} a {message.GetType().FullName}");
        }
    }

    public override void OnPeerLost(PeerAddress peer, string reason)
    {
        HasLostItsUse |= peer == World.SchedulerAddress;
        Handle(new ClientEvent.PeerLost(Now, peer, reason));
    }

    public override string Story(string key) => Machine.Journal.Story(key);

    /// <summary>The user submits tasks and holds one future of each.</summary>
    public void Submit(IReadOnlyList<KeyModel> models)
    {
        foreach (var model in models)
        {
            World.Chronicle.AddKey(model);
            Hold(model.Key);
        }

        World.Narrator?.Say(this, $"submits {string.Join(", ", models.Select(item => item.Key))}");
        Handle(new ClientEvent.TasksSubmitted(Now, models.Select(SpecFormat.Define).ToList()));
    }

    /// <summary>The user scatters values and holds one future of each.</summary>
    public void Scatter(IReadOnlyList<KeyModel> models, int replicas)
    {
        foreach (var model in models)
        {
            World.Chronicle.AddKey(model);
            Hold(model.Key);
        }

        long request = ++_request;
        _scatters[request] = new ScatterRecord(models);
        var keys = models.Select(item => item.Key).ToList();
        World.Narrator?.Say(this, $"scatters {string.Join(", ", keys)} with {replicas} replicas");
        Handle(new ClientEvent.ScatterRequested(Now, request, keys, replicas, null));
    }

    /// <summary>The user gathers keys it holds.</summary>
    public long Gather(IReadOnlyList<string> keys)
    {
        long request = ++_request;
        _gathers[request] = new GatherRecord(keys);
        World.Narrator?.Say(this, $"gathers {string.Join(", ", keys)}");
        Handle(new ClientEvent.GatherRequested(Now, request, keys));
        return request;
    }

    /// <summary>The user releases one future of each key.</summary>
    public void Release(IReadOnlyList<string> keys)
    {
        foreach (string key in keys)
        {
            if (--_futures[key].Count > 0) continue;
            _futures.Remove(key);
            World.Chronicle.AddReleased(key);
        }

        World.Narrator?.Say(this, $"releases {string.Join(", ", keys)}");
        Handle(new ClientEvent.FuturesReleased(Now, keys));
    }

    /// <summary>The user cancels keys.</summary>
    public void Cancel(IReadOnlyList<string> keys, bool force)
    {
        foreach (string key in keys) World.Chronicle.AddCancelled(key);
        World.Narrator?.Say(this, $"cancels {string.Join(", ", keys)}{(force ? " by force" : "")}");
        Handle(new ClientEvent.KeysCancelled(Now, keys, force));
    }

    /// <summary>The user wants failed keys run again.</summary>
    public void Retry(IReadOnlyList<string> keys)
    {
        World.Narrator?.Say(this, $"retries {string.Join(", ", keys)}");
        Handle(new ClientEvent.RetryRequested(Now, keys));
    }

    /// <summary>The user asks for the workers, and for the scheduler's status.</summary>
    public void AskForWorkers()
    {
        _questions.Add(++_request);
        Handle(new ClientEvent.WorkersRequested(Now, _request));
        _questions.Add(++_request);
        Handle(new ClientEvent.StatusRequested(Now, _request));
    }

    /// <summary>The user closes the client.</summary>
    public void Close()
    {
        HasLostItsUse = true;
        World.Narrator?.Say(this, "closes");
        Handle(new ClientEvent.CloseRequested(Now));
    }

    protected override void OnTick() => Handle(new ClientEvent.TimePassed(Now));

    protected override void OnEnd()
    {
        foreach (string key in _futures.Keys) World.Chronicle.AddReleased(key);
    }

    private void Hold(string key)
    {
        if (!_futures.TryGetValue(key, out var future)) _futures[key] = future = new FutureRecord();
        future.Count++;
    }

    private void Handle(ClientEvent happened)
    {
        if (happened is not ClientEvent.TimePassed) World.Counters.Events++;
        _effects.Clear();
        Machine.Handle(happened, _effects);
        foreach (var checker in World.Checkers) checker.OnClient(this, happened, _effects);
        foreach (var effect in _effects) CarryOut(effect);
    }

    private void CarryOut(ClientEffect effect)
    {
        switch (effect)
        {
            case ClientEffect.SendToScheduler send:
                World.Network.Send(this, World.SchedulerAddress, send.Message);
                break;
            case ClientEffect.FetchData fetch:
                World.Network.Send(this, fetch.Peer, new DataMessage.GetData(fetch.Request, fetch.Keys, null));
                break;
            case ClientEffect.ForgetData forget:
                foreach (string key in forget.Keys) _arrived.Remove(key);
                break;
            case ClientEffect.PutData put:
                var items = put.Keys.Select(Pack).ToList();
                World.Network.Send(this, put.Peer, new DataMessage.PutData(put.Request, items));
                break;
            case ClientEffect.SetFutureState set:
                World.Narrator?.Say(this, $"sees {set.Key} {set.State} {set.Error?.Text}");
                if (!_futures.TryGetValue(set.Key, out var future)) break;
                (future.State, future.Error) = (set.State, set.Error);
                break;
            case ClientEffect.CompleteGather complete:
                EndGather(complete.Request, failure: null);
                break;
            case ClientEffect.FailGather fail:
                EndGather(fail.Request, fail);
                break;
            case ClientEffect.CompleteScatter complete:
                EndScatter(complete.Request, failure: null);
                break;
            case ClientEffect.FailScatter fail:
                EndScatter(fail.Request, fail.Error);
                break;
            case ClientEffect.ReportWorkers report:
                if (!_questions.Remove(report.Request))
                    throw new PropertyViolation("Resolution", "", $"nobody asked for workers by {report.Request}");
                break;
            case ClientEffect.ReportStatus report:
                if (!_questions.Remove(report.Request))
                    throw new PropertyViolation("Resolution", "", $"nobody asked for the status by {report.Request}");
                break;
            case ClientEffect.Close:
                End(keepOrder: true);
                break;
            default:
                throw new PropertyViolation("ClosedFamilies", "", $"unknown effect {effect.GetType().FullName}");
        }
    }

    private static DataItem Pack(KeyModel model) =>
        new(model.Key, new ToSerialize(new SimulatedValue(model.Key, model.Value, model.Bytes)));

    private DataItem Pack(string key) => Pack(World.Chronicle.Of(key));

    private void EndGather(long request, ClientEffect.FailGather? failure)
    {
        if (!_gathers.Remove(request, out var gather))
            throw new PropertyViolation("Resolution", "", $"gather {request} of {Address} ends twice or never began");
        World.Narrator?.Say(this, $"ends gather {request} {failure?.Key} {failure?.State} {failure?.Error.Text}");
        if (failure is null)
        {
            var values = gather.Keys.Select(key => _arrived.GetValueOrDefault(key)).ToList();
            foreach (var checker in World.Checkers) checker.OnGathered(this, gather.Keys, values);
        }
        else
        {
            foreach (var checker in World.Checkers) checker.OnGatherFailed(this, gather.Keys, failure);
        }
    }

    private void EndScatter(long request, ErrorDetail? failure)
    {
        if (!_scatters.Remove(request, out var scatter))
            throw new PropertyViolation("Resolution", "", $"scatter {request} of {Address} ends twice or never began");
        World.Narrator?.Say(this, $"ends scatter {request} {failure?.Text}");
        if (failure is null) return;
        foreach (var checker in World.Checkers) checker.OnScatterFailed(this, scatter.Models, failure);
        foreach (var model in scatter.Models)
        {
            _futures.Remove(model.Key);
            World.Chronicle.AddReleased(model.Key);
        }
    }

    private void OnReply(PeerAddress from, DataMessage.DataReply reply)
    {
        var arrived = new List<string>();
        var missing = new List<string>();
        var failed = new List<(string, ErrorDetail)>();
        foreach (var item in reply.Items)
        {
            switch (item.Value)
            {
                case null:
                    missing.Add(item.Key);
                    break;
                case Deserialized { Failure: { } failure }:
                    failed.Add((item.Key, new ErrorDetail(failure.GetType().FullName!, failure.Message, "")));
                    break;
                case Deserialized { Value: SimulatedValue value }:
                    arrived.Add(item.Key);
                    _arrived[item.Key] = value;
                    break;
            }
        }

        Handle(new ClientEvent.DataArrived(Now, reply.Request, from, arrived, missing, failed));
    }
}

/// <summary>A key as its futures show it.</summary>
internal sealed class FutureRecord
{
    /// <summary>How many futures hold it.</summary>
    public int Count { get; set; }

    /// <summary>What they show.</summary>
    public FutureState State { get; set; } = FutureState.Pending;

    /// <summary>Why, where something went wrong.</summary>
    public ErrorDetail? Error { get; set; }
}

/// <summary>A gather without an outcome.</summary>
internal sealed record GatherRecord(IReadOnlyList<string> Keys);

/// <summary>A scatter without an outcome.</summary>
internal sealed record ScatterRecord(IReadOnlyList<KeyModel> Models);
