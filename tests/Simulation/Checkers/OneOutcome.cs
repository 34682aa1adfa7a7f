using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// At any time at most one run of a key counts: none is sent out while another is open, numbers grow, and no worker
/// begins one run twice or reports it twice.
/// </summary>
internal sealed class OneOutcome(World world) : Checker
{
    private readonly HashSet<(PeerAddress, string, long)> _ordered = [];
    private readonly HashSet<(PeerAddress, string, long)> _reported = [];

    public override void OnScheduler(
        SchedulerNode node, SchedulerEvent happened, IReadOnlyList<SchedulerEffect> effects)
    {
        var closed = ClosedBy(happened);
        foreach (var effect in effects)
        {
            if (effect is not SchedulerEffect.SendToWorker send) continue;
            if (send.Message is SchedulerToWorker.CancelTask cancel) closed.Add((cancel.Key, cancel.Run));
            if (send.Message is not SchedulerToWorker.ComputeTask compute) continue;
            var open = world.Runs.Open(compute.Key);
            bool isClosed = open is null || closed.Contains((compute.Key, open.Run))
                || (LostWorker(happened) is { } lost && lost == open.Worker);
            if (!isClosed)
                throw Broken(compute.Key, $"run {compute.Run} is sent out while {open!.Run} runs on {open.Worker}");
            if (compute.Run <= world.Runs.LastRun(compute.Key))
                throw Broken(compute.Key, $"run {compute.Run} comes after {world.Runs.LastRun(compute.Key)}");
        }
    }

    public override void OnWorker(WorkerNode node, WorkerEvent happened, IReadOnlyList<WorkerEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is WorkerEffect.ExecuteTask order && !_ordered.Add((node.Address, order.Key, order.Run)))
                throw Broken(order.Key, $"{node.Address} begins run {order.Run} twice");
            var (key, run) = effect switch
            {
                WorkerEffect.SendToScheduler { Message: WorkerToScheduler.TaskFinished word } => (word.Key, word.Run),
                WorkerEffect.SendToScheduler { Message: WorkerToScheduler.TaskErred word } => (word.Key, word.Run),
                _ => ("", 0L),
            };
            if (key.Length > 0 && !_reported.Add((node.Address, key, run)))
                throw Broken(key, $"{node.Address} reports run {run} twice");
        }
    }

    private static PeerAddress? LostWorker(SchedulerEvent happened) => happened switch
    {
        SchedulerEvent.PeerLost lost => lost.Peer,
        SchedulerEvent.WorkerMessageReceived { Message: WorkerToScheduler.WorkerLeaving, From: var from } => from,
        _ => null,
    };

    private static HashSet<(string, long)> ClosedBy(SchedulerEvent happened) => happened switch
    {
        SchedulerEvent.WorkerMessageReceived { Message: WorkerToScheduler.TaskFinished word } => [(word.Key, word.Run)],
        SchedulerEvent.WorkerMessageReceived { Message: WorkerToScheduler.TaskErred word } => [(word.Key, word.Run)],
        SchedulerEvent.WorkerMessageReceived { Message: WorkerToScheduler.DependencyMissing word } =>
            [(word.Key, word.Run)],
        _ => [],
    };
}
