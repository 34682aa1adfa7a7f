using Weft.Serialization;

namespace Weft.Tasks.Tests.Working;

/// <summary>Drives a worker machine: says what happens, checks the invariants, keeps the last effects.</summary>
internal sealed class WorkerBench
{
    public static readonly PeerAddress Self = new("w/self");
    public static readonly PeerAddress Scheduler = new("s/scheduler");
    public static readonly PeerAddress A = new("w/a");
    public static readonly PeerAddress B = new("w/b");
    public static readonly ErrorDetail Error = new("E", "text", "stack");

    public WorkerBench(int threads = 1, int fetches = 50, long bytes = 50_000_000) =>
        Machine = new WorkerMachine(
            Self,
            "self",
            Scheduler,
            new WorkerMachineOptions { Threads = threads, FetchConcurrencyMax = fetches, FetchBytesMax = bytes });

    public WorkerMachine Machine { get; }

    public Instant Now { get; private set; }

    public List<WorkerEffect> Effects { get; } = [];

    public static Serialized Spec { get; } = new(new Payload(Header.Empty));

    public static KeyHolders Held(string key, params PeerAddress[] holders) => new(key, 10, holders);

    public void Pass(long milliseconds)
    {
        Now += milliseconds * 1_000_000;
        Handle(new WorkerEvent.TimePassed(Now));
    }

    public void Handle(WorkerEvent happened)
    {
        Effects.Clear();
        Machine.Handle(happened, Effects);
        WorkerInvariants.Check(Machine);
    }

    public void Tell(SchedulerToWorker message) => Handle(new WorkerEvent.SchedulerMessageReceived(Now, message));

    public void Compute(string key, long run, params KeyHolders[] needs) => ComputeAt(key, run, 0, needs);

    public void ComputeAt(string key, long run, long order, params KeyHolders[] needs) =>
        Tell(new SchedulerToWorker.ComputeTask(key, run, Spec, needs, new TaskPriority(0, 0, order)));

    public void Executed(string key, long run) =>
        Handle(new WorkerEvent.TaskExecuted(Now, key, run, "double", 8, Now));

    public void Failed(string key, long run, bool mayRetry = true) =>
        Handle(new WorkerEvent.TaskFailed(Now, key, run, Error, mayRetry));

    public void Arrived(long request, PeerAddress from, params string[] keys) => Answer(request, from, keys, []);

    public void Answer(long request, PeerAddress from, string[] arrived, string[] missing, params string[] failed) =>
        Handle(new WorkerEvent.DataArrived(
            Now,
            request,
            from,
            Array.ConvertAll(arrived, key => new HeldData(key, "double", 10)),
            missing,
            Array.ConvertAll(failed, key => (key, Error))));

    public void Lose(PeerAddress peer) => Handle(new WorkerEvent.PeerLost(Now, peer, "gone"));

    public T Only<T>()
        where T : WorkerEffect => Assert.Single(Effects.OfType<T>());

    public T Said<T>()
        where T : WorkerToScheduler =>
        Assert.Single(Effects.OfType<WorkerEffect.SendToScheduler>().Select(e => e.Message).OfType<T>());

    public WorkerEffect.FetchData Fetch() => Only<WorkerEffect.FetchData>();
}
