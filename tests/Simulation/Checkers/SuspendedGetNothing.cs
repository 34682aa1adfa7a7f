using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>A worker that cannot be reached, or has said that it leaves, is given no task.</summary>
internal sealed class SuspendedGetNothing : Checker
{
    private readonly HashSet<string> _unreachable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _draining = new(StringComparer.Ordinal);

    public override void OnScheduler(
        SchedulerNode node, SchedulerEvent happened, IReadOnlyList<SchedulerEffect> effects)
    {
        switch (happened)
        {
            case SchedulerEvent.WorkerUnreachable unreachable when IsKnown(node, unreachable.Worker.Value):
                _unreachable.Add(unreachable.Worker.Value);
                break;
            case SchedulerEvent.WorkerReachable reachable:
                _unreachable.Remove(reachable.Worker.Value);
                break;
            case SchedulerEvent.WorkerMessageReceived { Message: WorkerToScheduler.WorkerDraining } draining:
                _draining.Add(draining.From.Value);
                break;
        }

        foreach (var effect in effects)
        {
            if (effect is not SchedulerEffect.SendToWorker { Message: SchedulerToWorker.ComputeTask task } send) continue;
            if (_unreachable.Contains(send.To.Value) || _draining.Contains(send.To.Value))
                throw Broken(task.Key, $"'{task.Key}' is given to {send.To}, which cannot be reached or leaves");
        }
    }

    private static bool IsKnown(SchedulerNode node, string worker) =>
        node.Machine.Snapshot().Workers.Any(load => load.Worker.Address.Value == worker);
}
