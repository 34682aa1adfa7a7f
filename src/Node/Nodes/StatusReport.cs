using System.Text.Json.Serialization;
using Weft.Actors;
using Weft.Tasks;

namespace Weft.Node.Nodes;

/// <summary>All that <c>weft status</c> shows; its JSON form is stable.</summary>
internal sealed record StatusReport(
    [property: JsonPropertyName("members")] IReadOnlyList<StatusMember> Members,
    [property: JsonPropertyName("scheduler")] StatusScheduler? Scheduler,
    [property: JsonPropertyName("scheduler_missing")] string? SchedulerMissing,
    [property: JsonPropertyName("workers")] IReadOnlyList<StatusWorker> Workers)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Puts the two answers together.</summary>
    /// <param name="members">What a node sees.</param>
    /// <param name="scheduler">The scheduler's address; null where none answered.</param>
    /// <param name="snapshot">What the scheduler has; null where none answered.</param>
    /// <param name="missing">Why none answered.</param>
    public static StatusReport From(
        IReadOnlyList<NodeMember> members, string? scheduler, SchedulerSnapshot? snapshot, string? missing) =>
        new(
            [
                .. members.Select(member => new StatusMember(
                    member.Address, member.Roles, member.Status, member.IsReachable, member.IsLeader)),
            ],
            snapshot is null
                ? null
                : new StatusScheduler(
                    scheduler,
                    snapshot.Clients,
                    snapshot.Tasks.OrderBy(entry => entry.Key).ToDictionary(
                        entry => entry.Key.ToString().ToLowerInvariant(), entry => entry.Value),
                    snapshot.TasksFinished,
                    snapshot.TasksRecomputed,
                    snapshot.TasksFailed,
                    snapshot.WorkersLost),
            missing,
            [
                .. (snapshot?.Workers ?? []).Select(load => new StatusWorker(
                    load.Worker.Name,
                    load.Worker.Address.Value,
                    load.Worker.Threads,
                    load.IsReachable ? load.IsLeaving ? "leaving" : "reachable" : "unreachable",
                    load.Processing,
                    load.Executing,
                    load.Held,
                    load.StoredBytes,
                    load.OccupancyNanoseconds / NanosecondsPerSecond)),
            ]);
}

/// <summary>A member in the JSON of <c>weft status</c>.</summary>
internal sealed record StatusMember(
    [property: JsonPropertyName("address")] string Address,
    [property: JsonPropertyName("roles")] IReadOnlyList<string> Roles,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("reachable")] bool IsReachable,
    [property: JsonPropertyName("leader")] bool IsLeader);

/// <summary>The scheduler in the JSON of <c>weft status</c>.</summary>
internal sealed record StatusScheduler(
    [property: JsonPropertyName("address")] string? Address,
    [property: JsonPropertyName("clients")] int Clients,
    [property: JsonPropertyName("tasks")] IReadOnlyDictionary<string, int> Tasks,
    [property: JsonPropertyName("finished")] long Finished,
    [property: JsonPropertyName("recomputed")] long Recomputed,
    [property: JsonPropertyName("failed")] long Failed,
    [property: JsonPropertyName("workers_lost")] long WorkersLost);

/// <summary>A worker in the JSON of <c>weft status</c>.</summary>
internal sealed record StatusWorker(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("address")] string Address,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("processing")] int Processing,
    [property: JsonPropertyName("executing")] int Executing,
    [property: JsonPropertyName("held")] int Held,
    [property: JsonPropertyName("stored_bytes")] long StoredBytes,
    [property: JsonPropertyName("occupancy_seconds")] double OccupancySeconds);
