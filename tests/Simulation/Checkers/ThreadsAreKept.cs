using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>A worker never has more functions under way than it has threads, cancelled ones included.</summary>
internal sealed class ThreadsAreKept : Checker
{
    public override void OnWorker(WorkerNode node, WorkerEvent happened, IReadOnlyList<WorkerEffect> effects)
    {
        int begun = effects.Count(effect => effect is WorkerEffect.ExecuteTask);
        if (begun > 0 && node.Executions.Count + begun > node.Threads)
        {
            throw Broken(
                effects.OfType<WorkerEffect.ExecuteTask>().First().Key,
                $"{node.Address} has {node.Threads} threads and {node.Executions.Count + begun} functions");
        }
    }
}
