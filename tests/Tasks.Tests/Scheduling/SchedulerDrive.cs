using Weft.Serialization;

namespace Weft.Tasks.Tests;

/// <summary>
/// Drives a scheduler machine in tests: says what clients and workers say, keeps what the machine answered, and checks
/// the invariants after every event. Peers are named by one word.
/// </summary>
internal sealed class SchedulerDrive
{
    public static readonly Serialized Spec = new(new Payload(Header.Empty));

    private readonly Dictionary<(string Worker, string Key), long> _runs = [];
    private long _now;

    public SchedulerDrive(SchedulerOptions? options = null, int seed = 0) =>
        Machine = new SchedulerMachine(options ?? SchedulerOptions.Default, seed);

    public SchedulerMachine Machine { get; }

    /// <summary>What the last event brought about.</summary>
    public List<SchedulerEffect> Effects { get; } = [];

    public bool ChecksInvariants { get; init; } = true;

    /// <summary>False where a test counts memory and knows the runs itself.</summary>
    public bool RemembersRuns { get; init; } = true;

    public static PeerAddress At(string name) => new(name);

    public static TaskDefinition Call(string key, params string[] dependencies) => new(key, Spec, dependencies);

    public static HeldData Held(string key, long bytes = 8) => new(key, "System.Double", bytes);

    public static ErrorDetail Error(string text = "boom") => new("System.Exception", text, "at f()");

    /// <summary>Lets time go by before the next event.</summary>
    public void Wait(long milliseconds) => _now += milliseconds * 1_000_000;

    public void Say(string client, ClientToScheduler message) =>
        Handle(new SchedulerEvent.ClientMessageReceived(new Instant(_now), At(client), message));

    public void Say(string worker, WorkerToScheduler message) =>
        Handle(new SchedulerEvent.WorkerMessageReceived(new Instant(_now), At(worker), message));

    public void Lose(string peer) => Handle(new SchedulerEvent.PeerLost(new Instant(_now), At(peer), "stream ended"));

    public void PassTime() => Handle(new SchedulerEvent.TimePassed(new Instant(_now)));

    public SchedulerDrive Clients(params string[] names)
    {
        foreach (var name in names) Say(name, new ClientToScheduler.RegisterClient(name));
        return this;
    }

    public SchedulerDrive Workers(params string[] names)
    {
        foreach (var name in names) AddWorker(name, threads: 1);
        return this;
    }

    public void AddWorker(string name, int threads, params HeldData[] held) =>
        Say(name, new WorkerToScheduler.RegisterWorker(name, threads, held));

    public void Submit(string client, params TaskDefinition[] tasks) =>
        Say(client, new ClientToScheduler.SubmitTasks(tasks));

    public void Release(string client, params string[] keys) => Say(client, new ClientToScheduler.ReleaseKeys(keys));

    public void Scatter(string client, string key, long bytes, params string[] holders) =>
        Say(client, new ClientToScheduler.RegisterData(
            [new ScatteredData(Held(key, bytes), Array.ConvertAll(holders, At))]));

    public void Start(string worker, string key) =>
        Say(worker, new WorkerToScheduler.TaskStarted(key, RunOf(worker, key)));

    public void Finish(string worker, string key, long bytes = 8, long milliseconds = 1) =>
        FinishRun(worker, key, RunOf(worker, key), bytes, milliseconds);

    public void FinishRun(string worker, string key, long run, long bytes = 8, long milliseconds = 1) => Say(
        worker,
        new WorkerToScheduler.TaskFinished(
            key, run, "System.Double", bytes, new Instant(0), new Instant(milliseconds * 1_000_000)));

    public void Fail(string worker, string key, bool mayRetry = true) =>
        Say(worker, new WorkerToScheduler.TaskErred(key, RunOf(worker, key), Error(), mayRetry));

    /// <summary>The number of the last run of a key on a worker.</summary>
    public long RunOf(string worker, string key) => _runs[(worker, key)];

    /// <summary>The worker that has a task now, found by its last dispatch in the last effects.</summary>
    public string WorkerOf(string key) =>
        Effects.OfType<SchedulerEffect.SendToWorker>()
            .Last(e => e.Message is SchedulerToWorker.ComputeTask compute && compute.Key == key).To.Value;

    public TaskState? StateOf(string key) => Machine.TryGetState(key, out var state) ? state : null;

    /// <summary>What the last event sent to a worker, of one kind.</summary>
    public IReadOnlyList<T> ToWorker<T>(string worker)
        where T : SchedulerToWorker =>
        [.. Effects.OfType<SchedulerEffect.SendToWorker>().Where(e => e.To == At(worker)).Select(e => e.Message)
            .OfType<T>()];

    /// <summary>What the last event sent to a client, of one kind.</summary>
    public IReadOnlyList<T> ToClient<T>(string client)
        where T : SchedulerToClient =>
        [.. Effects.OfType<SchedulerEffect.SendToClient>().Where(e => e.To == At(client)).Select(e => e.Message)
            .OfType<T>()];

    /// <summary>The keys that the last event has a worker drop.</summary>
    public IReadOnlyList<string> FreedOn(string worker) =>
        [.. ToWorker<SchedulerToWorker.FreeKeys>(worker).SelectMany(message => message.Keys)];

    public void Handle(SchedulerEvent e)
    {
        _now++;
        Effects.Clear();
        Machine.Handle(e, Effects);
        if (RemembersRuns)
        {
            foreach (var effect in Effects.OfType<SchedulerEffect.SendToWorker>())
            {
                if (effect.Message is SchedulerToWorker.ComputeTask run) _runs[(effect.To.Value, run.Key)] = run.Run;
            }
        }

        if (ChecksInvariants) SchedulerInvariants.Check(Machine);
    }
}
