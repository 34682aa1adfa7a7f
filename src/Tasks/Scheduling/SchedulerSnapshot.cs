namespace Weft.Tasks;

/// <summary>What a scheduler machine had and had done at one moment; immutable, for people and dashboards.</summary>
/// <param name="Workers">The workers that are there, sorted by address.</param>
/// <param name="Clients">How many clients are there.</param>
/// <param name="Tasks">How many tasks stand in each state that has any.</param>
/// <param name="TasksFinished">Runs that finished and were not late, since the start.</param>
/// <param name="TasksRecomputed">Runs of tasks that had finished before and whose value had gone since.</param>
/// <param name="TasksFailed">Runs that failed and were not late, also those tried again.</param>
/// <param name="WorkersLost">Workers that went without saying so.</param>
public sealed record SchedulerSnapshot(
    IReadOnlyList<WorkerLoad> Workers,
    int Clients,
    IReadOnlyDictionary<TaskState, int> Tasks,
    long TasksFinished,
    long TasksRecomputed,
    long TasksFailed,
    long WorkersLost);

/// <summary>One worker in a snapshot.</summary>
/// <param name="Worker">Who.</param>
/// <param name="Processing">Tasks it was given and has not answered.</param>
/// <param name="Executing">Those of them whose function it has said to run now.</param>
/// <param name="Held">Values it holds.</param>
/// <param name="StoredBytes">Their bytes.</param>
/// <param name="OccupancyNanoseconds">The expected duration of what it was given, transfers included.</param>
/// <param name="IsReachable">False while it cannot be reached: it keeps what it has and is given nothing.</param>
/// <param name="IsLeaving">True once it has said that it wants no more tasks.</param>
public sealed record WorkerLoad(
    WorkerSummary Worker,
    int Processing,
    int Executing,
    int Held,
    long StoredBytes,
    long OccupancyNanoseconds,
    bool IsReachable,
    bool IsLeaving);
