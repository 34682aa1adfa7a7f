using Akka.Actor;
using Akka.Cluster;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// Hosts a scheduler machine. In a cluster it also hands on which peers' nodes cannot be reached for now.
/// </summary>
internal sealed class SchedulerActor(SchedulerOptions options, int seed) : RoleActor
{
    private readonly HashSet<Address> _unreachable = [];
    private SchedulerShell _shell = null!;

    public static Props Props(SchedulerOptions options, int seed) =>
        Akka.Actor.Props.Create(() => new SchedulerActor(options, seed)).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Cluster?.Unsubscribe(Self);
        base.PostStop();
    }

    private protected override void Start()
    {
        _shell = new SchedulerShell(new SchedulerMachine(options, seed), Link, StopwatchClock.Shared, Log);
        Cluster?.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.UnreachableMember),
            typeof(ClusterEvent.ReachableMember),
            typeof(ClusterEvent.MemberRemoved));
    }

    private protected override void Handle(Mail mail) => _shell.Handle(mail);

    private protected override void OnPeerKnown(PeerAddress peer, Address node)
    {
        if (_unreachable.Contains(node)) Handle(new Mail.PeerUnreachable(peer));
    }

    private protected override bool TryTake(object message)
    {
        switch (message)
        {
            case ClusterEvent.UnreachableMember gone:
                if (!_unreachable.Add(gone.Member.Address)) return true;
                foreach (var peer in Link.PeersAt(gone.Member.Address)) Handle(new Mail.PeerUnreachable(peer));
                return true;
            case ClusterEvent.ReachableMember back:
                if (!_unreachable.Remove(back.Member.Address)) return true;
                foreach (var peer in Link.PeersAt(back.Member.Address)) Handle(new Mail.PeerReachable(peer));
                return true;
            case ClusterEvent.MemberRemoved removed:
                // Its peers are lost by their watches; another incarnation begins as reachable.
                _unreachable.Remove(removed.Member.Address);
                return true;
            default:
                return false;
        }
    }
}
