using static Weft.Tasks.ClientToScheduler;
using static Weft.Tasks.DataMessage;
using static Weft.Tasks.SchedulerToClient;
using static Weft.Tasks.SchedulerToWorker;
using static Weft.Tasks.WorkerToScheduler;

namespace Weft.Tasks;

/// <summary>The table that <c>docs/wire-messages.md</c> shows and <see cref="MessageCodec"/> obeys.</summary>
public static class MessageShapes
{
    /// <summary>One above the largest code.</summary>
    internal const int CodesEnd = 128;

    /// <summary>Every message, by code.</summary>
    public static IReadOnlyList<MessageShape> Messages { get; } =
    [
        new(1, typeof(RegisterClient), "name: text"),
        new(2, typeof(SubmitTasks), "tasks: [TaskDefinition]"),
        new(3, typeof(WantKeys), "keys: [text]"),
        new(4, typeof(ReleaseKeys), "keys: [text]"),
        new(5, typeof(PlanScatter), "request: int", "count: int", "replicas: int", "workers: [text] or nil"),
        new(6, typeof(RegisterData), "items: [ScatteredData]"),
        new(7, typeof(LocateKeys), "request: int", "keys: [text]"),
        new(8, typeof(ReportMissing), "holder: text", "keys: [text]"),
        new(9, typeof(CancelKeys), "keys: [text]", "force: bool"),
        new(10, typeof(RetryKeys), "keys: [text]"),
        new(11, typeof(ListWorkers), "request: int"),
        new(12, typeof(RequestStatus), "request: int"),

        new(20, typeof(ClientRegistered), "schedulerVersion: text"),
        new(21, typeof(KeyInMemory), "data: HeldData"),
        new(22, typeof(KeyErred), "key: text", "cause: text", "error: ErrorDetail"),
        new(23, typeof(SchedulerToClient.KeysCancelled), "keys: [text]", "reason: text"),
        new(24, typeof(KeyLost), "key: text", "reason: text"),
        new(25, typeof(KeyReleased), "key: text"),
        new(26, typeof(ScatterPlan), "request: int", "holders: [[text]]", "refusal: text or nil"),
        new(27, typeof(KeyLocations), "request: int", "keys: [KeyHolders]"),
        new(28, typeof(WorkerList), "request: int", "workers: [WorkerSummary]"),
        new(29, typeof(ClientRefused), "reason: text"),
        new(30, typeof(StatusReport), "request: int", "status: SchedulerSnapshot"),

        new(40, typeof(RegisterWorker), "name: text", "threads: int", "held: [HeldData]"),
        new(41, typeof(TaskStarted), "key: text", "run: int"),
        new(42, typeof(TaskFinished),
            "key: text", "run: int", "typeName: text", "bytes: int", "startedAt: int", "stoppedAt: int"),
        new(43, typeof(TaskErred), "key: text", "run: int", "error: ErrorDetail", "mayRetry: bool"),
        new(44, typeof(ReplicasHeld), "data: [HeldData]"),
        new(45, typeof(DependencyMissing), "key: text", "run: int", "dependency: text", "holders: [text]"),
        new(46, typeof(WorkerLeaving), "reason: text"),
        new(47, typeof(WorkerDraining), "reason: text"),

        new(60, typeof(WorkerRegistered), "schedulerVersion: text"),
        new(61, typeof(WorkerRefused), "reason: text"),
        new(62, typeof(ComputeTask),
            "key: text", "run: int", "spec: value", "dependencies: [KeyHolders]", "priority: TaskPriority"),
        new(63, typeof(CancelTask), "key: text", "run: int"),
        new(64, typeof(FreeKeys), "keys: [text]"),
        new(65, typeof(StopWorker), "reason: text"),

        new(80, typeof(GetData), "request: int", "keys: [text]", "accepts: [text] or nil"),
        new(81, typeof(DataReply), "request: int", "items: [DataItem]"),
        new(82, typeof(DataBusy), "request: int"),
        new(83, typeof(PutData), "request: int", "items: [DataItem]"),
        new(84, typeof(PutDataReply), "request: int", "held: [HeldData]", "refusal: ErrorDetail or nil"),
    ];

    /// <summary>The records inside messages: arrays of their fields, without a code.</summary>
    public static IReadOnlyList<MessageShape> Parts { get; } =
    [
        new(0, typeof(TaskDefinition),
            "key: text", "spec: value", "dependencies: [text]", "priority: int", "retriesMax: int",
            "workers: [text] or nil"),
        new(0, typeof(ErrorDetail), "typeName: text", "text: text", "stack: text", "exception: value or nil"),
        new(0, typeof(HeldData), "key: text", "typeName: text", "bytes: int"),
        new(0, typeof(KeyHolders), "key: text", "bytes: int", "holders: [text]"),
        new(0, typeof(ScatteredData), "data: HeldData", "holders: [text]"),
        new(0, typeof(DataItem), "key: text", "value: value or nil"),
        new(0, typeof(WorkerSummary), "address: text", "name: text", "threads: int"),
        new(0, typeof(TaskPriority), "user: int", "generation: int", "order: int"),
        new(0, typeof(SchedulerSnapshot),
            "workers: [WorkerLoad]", "clients: int", "tasks: counts by state", "tasksFinished: int",
            "tasksRecomputed: int", "tasksFailed: int", "workersLost: int"),
        new(0, typeof(WorkerLoad),
            "worker: WorkerSummary", "processing: int", "executing: int", "held: int", "storedBytes: int",
            "occupancyNanoseconds: int", "isReachable: bool", "isLeaving: bool"),
    ];

    private static readonly MessageShape?[] ByCode = IndexByCode();

    /// <summary>The message with this code, or null.</summary>
    public static MessageShape? Find(int code) => code is >= 0 and < CodesEnd ? ByCode[code] : null;

    private static MessageShape?[] IndexByCode()
    {
        var shapes = new MessageShape?[CodesEnd];
        foreach (var shape in Messages)
        {
            Serialization.CheckException.Require(shapes[shape.Code] is null);
            shapes[shape.Code] = shape;
        }

        return shapes;
    }
}
