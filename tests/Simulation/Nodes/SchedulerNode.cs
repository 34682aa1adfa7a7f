using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>The scheduler's shell: translates between the network and the machine and decides nothing.</summary>
internal sealed class SchedulerNode : Node
{
    private readonly List<SchedulerEffect> _effects = [];

    public SchedulerNode(World world, PeerAddress address, int seed)
        : base(world, address, 0, clockOffset: 1_000_000_007)
    {
        Machine = new SchedulerMachine(new SchedulerOptions(), seed);
        StartTicking();
    }

    /// <summary>The machine.</summary>
    public SchedulerMachine Machine { get; }

    public override bool IsHub => true;

    public override void Receive(PeerAddress from, Message message)
    {
        switch (message)
        {
            case ClientToScheduler word:
                Handle(new SchedulerEvent.ClientMessageReceived(Now, from, word));
                break;
            case WorkerToScheduler word:
                Handle(new SchedulerEvent.WorkerMessageReceived(Now, from, word));
                break;
            default:
                throw new PropertyViolation(
                    "ClosedFamilies", "", $"{from} sent the scheduler a {message.GetType().FullName}");
        }
    }

    public override void OnPeerLost(PeerAddress peer, string reason) =>
        Handle(new SchedulerEvent.PeerLost(Now, peer, reason));

    /// <summary>The engine sees that a worker cannot be reached.</summary>
    public void Unreachable(PeerAddress worker)
    {
        World.Narrator?.Say(this, $"cannot reach {worker}");
        Handle(new SchedulerEvent.WorkerUnreachable(Now, worker));
    }

    /// <summary>The engine sees that a worker can be reached again.</summary>
    public void Reachable(PeerAddress worker)
    {
        World.Narrator?.Say(this, $"can reach {worker} again");
        Handle(new SchedulerEvent.WorkerReachable(Now, worker));
    }

    public override string Story(string key) => Machine.Journal.Story(key);

    protected override void OnTick() => Handle(new SchedulerEvent.TimePassed(Now));

    private void Handle(SchedulerEvent happened)
    {
        if (happened is not SchedulerEvent.TimePassed) World.Counters.Events++;
        _effects.Clear();
        Machine.Handle(happened, _effects);
        foreach (var checker in World.Checkers) checker.OnScheduler(this, happened, _effects);
        World.Runs.OnScheduler(happened, _effects);
        foreach (var effect in _effects) CarryOut(effect);
    }

    private void CarryOut(SchedulerEffect effect)
    {
        switch (effect)
        {
            case SchedulerEffect.SendToClient send:
                World.Network.Send(this, send.To, send.Message);
                break;
            case SchedulerEffect.SendToWorker send:
                World.Network.Send(this, send.To, send.Message);
                break;
            case SchedulerEffect.DropPeer drop:
                throw new PropertyViolation(
                    "NobodyBreaksTheRules", "", $"the scheduler drops {drop.Peer}: {drop.Reason}");
            default:
                throw new PropertyViolation("ClosedFamilies", "", $"unknown effect {effect.GetType().FullName}");
        }
    }
}
