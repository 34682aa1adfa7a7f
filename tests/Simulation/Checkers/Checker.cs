using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// One property that every run must have. A checker sees what goes into and comes out of the machines, never changes
/// anything, and throws <see cref="PropertyViolation"/> where the property does not hold.
/// </summary>
internal abstract class Checker
{
    /// <summary>The scheduler machine has handled an event; its effects are not yet carried out.</summary>
    public virtual void OnScheduler(
        SchedulerNode node, SchedulerEvent happened, IReadOnlyList<SchedulerEffect> effects)
    {
    }

    /// <summary>A worker machine has handled an event; its effects are not yet carried out.</summary>
    public virtual void OnWorker(WorkerNode node, WorkerEvent happened, IReadOnlyList<WorkerEffect> effects)
    {
    }

    /// <summary>A client machine has handled an event; its effects are not yet carried out.</summary>
    public virtual void OnClient(ClientNode node, ClientEvent happened, IReadOnlyList<ClientEffect> effects)
    {
    }

    /// <summary>A message is about to be received.</summary>
    public virtual void OnMessage(Node from, Node to, Message message)
    {
    }

    /// <summary>A gather has its values; null where the shell has none.</summary>
    public virtual void OnGathered(ClientNode node, IReadOnlyList<string> keys, IReadOnlyList<SimulatedValue?> values)
    {
    }

    /// <summary>A gather failed.</summary>
    public virtual void OnGatherFailed(ClientNode node, IReadOnlyList<string> keys, ClientEffect.FailGather failure)
    {
    }

    /// <summary>A scatter failed.</summary>
    public virtual void OnScatterFailed(ClientNode node, IReadOnlyList<KeyModel> models, ErrorDetail failure)
    {
    }

    /// <summary>Nothing breaks any more and nothing is under way; the users still hold their futures.</summary>
    public virtual void AtQuiet(World world)
    {
    }

    /// <summary>All futures were released and nothing is under way.</summary>
    public virtual void AtEnd(World world)
    {
    }

    /// <summary>Stops the run.</summary>
    protected PropertyViolation Broken(string key, string message) => new(GetType().Name, key, message);
}
