using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// The worker's shell: a store of values, functions that run in virtual time, answers to those who ask for data. It
/// mirrors what the runtime's shell does and decides nothing about tasks.
/// </summary>
internal sealed class WorkerNode : Node
{
    private readonly List<WorkerEffect> _effects = [];
    private readonly Dictionary<string, SimulatedValue> _store = new(StringComparer.Ordinal);
    private readonly List<Execution> _executions = [];
    private readonly Chance _chance;

    public WorkerNode(World world, PeerAddress address, int traceNumber, Chance chance)
        : base(world, address, traceNumber, clockOffset: chance.Below(1_000_000_000))
    {
        _chance = chance;
        Threads = chance.Between(1, 3);
        var options = new WorkerMachineOptions
        {
            Threads = Threads,
            FetchConcurrencyMax = chance.In(0.3) ? chance.Between(1, 3) : 50,
            FetchBytesMax = chance.In(0.3) ? 1_000_000 : 50_000_000,
            Seed = chance.Below(int.MaxValue),
        };
        Machine = new WorkerMachine(address, address.Value, world.SchedulerAddress, options);
        world.Agenda.After(chance.Nanoseconds(1_000, 5_000_000), () =>
        {
            if (IsAlive) Handle(new WorkerEvent.SchedulerAppeared(Now));
        });
        StartTicking();
    }

    /// <summary>The machine.</summary>
    public WorkerMachine Machine { get; }

    /// <summary>How many functions may run at once.</summary>
    public int Threads { get; }

    /// <summary>What it holds.</summary>
    public IReadOnlyDictionary<string, SimulatedValue> Store => _store;

    /// <summary>What runs or is about to, in the order of the machine's orders.</summary>
    public IReadOnlyList<Execution> Executions => _executions;

    public override void Receive(PeerAddress from, Message message)
    {
        switch (message)
        {
            case SchedulerToWorker word:
                Handle(new WorkerEvent.SchedulerMessageReceived(Now, word));
                break;
            case DataMessage.GetData get:
                Answer(from, get);
                break;
            case DataMessage.PutData put:
                Take(from, put);
                break;
            case DataMessage.DataReply reply:
                OnReply(from, reply);
                break;
            case DataMessage.DataBusy busy:
                Handle(new WorkerEvent.FetchRefused(Now, busy.Request, from));
                break;
            default:
                throw new PropertyViolation(
                    "ClosedFamilies", "", $"{from} sent worker {Address} a {message.GetType().FullName}");
        }
    }

    public override void OnPeerLost(PeerAddress peer, string reason)
    {
        NoteCopiesAtRisk();
        Handle(new WorkerEvent.PeerLost(Now, peer, reason));
    }

    public override string Story(string key) => Machine.Journal.Story(key);

    /// <summary>The user of this worker asks it to stop.</summary>
    public void Leave() => Handle(new WorkerEvent.StopRequested(Now, "the worker is no longer needed"));

    /// <summary>The user of this worker asks it to finish what runs and to stop then.</summary>
    public void Drain()
    {
        IsDraining = true;
        Handle(new WorkerEvent.DrainRequested(Now, "the worker is no longer needed"));
    }

    /// <summary>Whether it takes no more tasks and will end with those it has.</summary>
    public bool IsDraining { get; private set; }

    protected override void OnTick() => Handle(new WorkerEvent.TimePassed(Now));

    /// <summary>Somebody can no longer reach what is held here.</summary>
    public void NoteCopiesAtRisk()
    {
        foreach (string key in _store.Keys) World.Chronicle.AddCopyLost(key);
    }

    protected override void OnEnd() => NoteCopiesAtRisk();

    private void Handle(WorkerEvent happened)
    {
        if (happened is not WorkerEvent.TimePassed) World.Counters.Events++;
        _effects.Clear();
        Machine.Handle(happened, _effects);
        foreach (var checker in World.Checkers) checker.OnWorker(this, happened, _effects);
        foreach (var effect in _effects) CarryOut(effect);
    }

    private void CarryOut(WorkerEffect effect)
    {
        switch (effect)
        {
            case WorkerEffect.SendToScheduler send:
                World.Network.Send(this, World.SchedulerAddress, send.Message);
                break;
            case WorkerEffect.FetchData fetch:
                World.Network.Send(this, fetch.Peer, new DataMessage.GetData(fetch.Request, fetch.Keys, null));
                break;
            case WorkerEffect.ExecuteTask execute:
                Execute(execute);
                break;
            case WorkerEffect.CancelExecution cancel:
                if (Find(cancel.Key, cancel.Run) is { } execution) execution.IsCancelled = true;
                break;
            case WorkerEffect.ForgetData forget:
                foreach (string key in forget.Keys) _store.Remove(key);
                break;
            case WorkerEffect.Stop:
                End(keepOrder: true);
                break;
            default:
                throw new PropertyViolation("ClosedFamilies", "", $"unknown effect {effect.GetType().FullName}");
        }
    }

    private void Execute(WorkerEffect.ExecuteTask order)
    {
        var inputs = order.Dependencies.Select(key => _store.TryGetValue(key, out var value)
            ? (key, value.Hash)
            : throw new PropertyViolation(
                "RightValue", order.Key, $"{Address} executes '{order.Key}' without '{key}' in its store"));
        ulong salt = SpecFormat.Read(order.Spec, order.Key);
        var model = World.Chronicle.Of(order.Key);
        var execution = new Execution(model, order.Run, KeyModel.Compute(salt, inputs));
        _executions.Add(execution);
        World.Agenda.After(_chance.Nanoseconds(500, 300_000), () => Begin(execution));
    }

    private Execution? Find(string key, long run) =>
        _executions.Find(item => item.Run == run && item.Model.Key == key);

    private void Begin(Execution execution)
    {
        if (!IsAlive) return;
        if (execution.IsCancelled && _chance.In(0.5))
        {
            Throw(execution, "System.OperationCanceledException", "cancelled before it began", mayRetry: true);
            return;
        }

        var model = execution.Model;
        bool shows = World.Chronicle.BeginExecution(model.Key) < model.BehaviourTimes;
        execution.Behaviour = shows ? model.Behaviour : FunctionBehaviour.Normal;
        execution.HasStarted = true;
        execution.StartedAt = Now;
        long duration = _chance.Nanoseconds(model.ExecutionNanoseconds / 2, model.ExecutionNanoseconds * 2);
        World.Agenda.After(duration, () => Finish(execution));
        if (execution.Behaviour != FunctionBehaviour.Refused)
            Handle(new WorkerEvent.TaskExecutionStarted(Now, model.Key, execution.Run));
    }

    private void Finish(Execution execution)
    {
        if (!IsAlive) return;
        string key = execution.Model.Key;
        if (execution.IsCancelled && _chance.In(0.5))
        {
            Throw(execution, "System.OperationCanceledException", "cancelled while it ran", mayRetry: true);
            return;
        }

        switch (execution.Behaviour)
        {
            case FunctionBehaviour.Throws:
                World.Chronicle.AddThrown(key);
                Throw(execution, "System.InvalidOperationException", $"boom in {key}", mayRetry: true);
                break;
            case FunctionBehaviour.Refused:
                World.Chronicle.AddThrown(key);
                Throw(execution, "Weft.Runtime.CodeRefusedException", $"boom in {key}", mayRetry: false);
                break;
            case FunctionBehaviour.Deadly when !World.IsCalm:
                World.Kill(this);
                break;
            default:
                World.Counters.Executions++;
                _executions.Remove(execution);
                _store[key] = new SimulatedValue(key, execution.Result, execution.Model.Bytes);
                Handle(new WorkerEvent.TaskExecuted(
                    Now, key, execution.Run, "ulong", execution.Model.Bytes, execution.StartedAt));
                break;
        }
    }

    private void Throw(Execution execution, string typeName, string text, bool mayRetry)
    {
        _executions.Remove(execution);
        var error = new ErrorDetail(typeName, text, $"at {execution.Model.Key}");
        Handle(new WorkerEvent.TaskFailed(Now, execution.Model.Key, execution.Run, error, mayRetry));
    }

    private void Answer(PeerAddress from, DataMessage.GetData get)
    {
        if (!World.IsCalm && _chance.In(World.Profile.BusyShare))
        {
            World.Network.Send(this, from, new DataMessage.DataBusy(get.Request));
            return;
        }

        var items = get.Keys.Select(key =>
        {
            bool denies = !World.IsCalm && _chance.In(World.Profile.MissingShare);
            if (denies) World.Chronicle.AddCopyLost(key);
            return new DataItem(key, !denies && _store.TryGetValue(key, out var value) ? new ToSerialize(value) : null);
        });
        World.Network.Send(this, from, new DataMessage.DataReply(get.Request, items.ToList()));
    }

    private void Take(PeerAddress from, DataMessage.PutData put)
    {
        var held = new List<HeldData>();
        ErrorDetail? refusal = null;
        if (!World.IsCalm && _chance.In(World.Profile.PutRefusedShare))
            refusal = new ErrorDetail("System.IO.IOException", "put refused: no room", "");
        foreach (var item in put.Items)
        {
            if (item.Value is Deserialized { Failure: { } failure })
                refusal = new ErrorDetail(failure.GetType().FullName!, failure.Message, "");
        }

        foreach (var item in put.Items)
        {
            if (refusal is not null)
            {
                World.Chronicle.AddPutRefused(item.Key);
                continue;
            }

            var value = (SimulatedValue)((Deserialized)item.Value!).Value!;
            _store[item.Key] = value;
            held.Add(new HeldData(item.Key, "ulong", value.Bytes));
            if (World.Network.IsCutOff(this, World.Scheduler)) World.Chronicle.AddCopyLost(item.Key);
        }

        if (held.Count > 0) Handle(new WorkerEvent.DataStored(Now, held, from));
        World.Network.Send(this, from, new DataMessage.PutDataReply(put.Request, held, refusal));
    }

    private void OnReply(PeerAddress from, DataMessage.DataReply reply)
    {
        var arrived = new List<HeldData>();
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
                    _store[item.Key] = value;
                    arrived.Add(new HeldData(item.Key, "ulong", value.Bytes));
                    break;
            }
        }

        Handle(new WorkerEvent.DataArrived(Now, reply.Request, from, arrived, missing, failed));
    }
}
