using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>Each machine's own invariants hold after every event but idle ticks.</summary>
internal sealed class InvariantsHold : Checker
{
    public override void OnScheduler(
        SchedulerNode node, SchedulerEvent happened, IReadOnlyList<SchedulerEffect> effects)
    {
        if (effects.Count > 0 || happened is not SchedulerEvent.TimePassed) SchedulerInvariants.Check(node.Machine);
    }

    public override void OnWorker(WorkerNode node, WorkerEvent happened, IReadOnlyList<WorkerEffect> effects)
    {
        if (effects.Count > 0 || happened is not WorkerEvent.TimePassed) WorkerInvariants.Check(node.Machine);
    }

    public override void OnClient(ClientNode node, ClientEvent happened, IReadOnlyList<ClientEffect> effects)
    {
        if (effects.Count > 0 || happened is not ClientEvent.TimePassed) ClientInvariants.Check(node.Machine);
    }
}
