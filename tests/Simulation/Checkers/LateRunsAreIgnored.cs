using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// A word on a run that no longer counts changes nothing: the scheduler tells no client and starts nothing because of
/// it, and a worker is silent about a run it was told to forget.
/// </summary>
internal sealed class LateRunsAreIgnored(World world) : Checker
{
    private readonly HashSet<(PeerAddress, string, long)> _forgotten = [];

    public override void OnScheduler(
        SchedulerNode node, SchedulerEvent happened, IReadOnlyList<SchedulerEffect> effects)
    {
        if (happened is not SchedulerEvent.WorkerMessageReceived { Message: var word, From: var from }) return;
        var (key, run) = word switch
        {
            WorkerToScheduler.TaskFinished finished => (finished.Key, finished.Run),
            WorkerToScheduler.TaskErred erred => (erred.Key, erred.Run),
            WorkerToScheduler.TaskStarted started => (started.Key, started.Run),
            WorkerToScheduler.DependencyMissing missing => (missing.Key, missing.Run),
            _ => ("", 0L),
        };
        if (key.Length == 0 || world.Runs.IsOpen(key, run, from)) return;
        foreach (var effect in effects)
        {
            bool frees = effect is SchedulerEffect.SendToWorker { Message: SchedulerToWorker.FreeKeys, To: var to }
                && to == from;
            if (!frees)
                throw Broken(key, $"late {word.GetType().Name} of run {run} from {from} causes {effect}");
        }
    }

    public override void OnWorker(WorkerNode node, WorkerEvent happened, IReadOnlyList<WorkerEffect> effects)
    {
        if (happened is WorkerEvent.SchedulerMessageReceived { Message: SchedulerToWorker.CancelTask cancel })
            _forgotten.Add((node.Address, cancel.Key, cancel.Run));
        foreach (var effect in effects)
        {
            var (key, run) = effect switch
            {
                WorkerEffect.SendToScheduler { Message: WorkerToScheduler.TaskFinished word } => (word.Key, word.Run),
                WorkerEffect.SendToScheduler { Message: WorkerToScheduler.TaskErred word } => (word.Key, word.Run),
                WorkerEffect.SendToScheduler { Message: WorkerToScheduler.TaskStarted word } => (word.Key, word.Run),
                WorkerEffect.ExecuteTask order => (order.Key, order.Run),
                _ => ("", 0L),
            };
            if (key.Length > 0 && _forgotten.Contains((node.Address, key, run)))
                throw Broken(key, $"{node.Address} does not forget run {run}: {effect}");
        }
    }
}
