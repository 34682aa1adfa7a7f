using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;

namespace Weft.Actors;

/// <summary>
/// <c>/user/weft-node</c>: turns what Akka publishes into <see cref="NodeNews"/>, and answers who is a member. It
/// decides nothing.
/// </summary>
internal sealed class NodeActor(IActorRef role, ChannelWriter<NodeNews> news) : UntypedActor
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "weft-node";

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private bool _leavingSaid;

    public static Props Props(IActorRef role, ChannelWriter<NodeNews> news) =>
        Akka.Actor.Props.Create(() => new NodeActor(role, news)).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(role);
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case MembersAsked:
                Sender.Tell(MembersKnown.Of(_cluster));
                break;
            case ThisActorSystemQuarantinedEvent quarantined:
                Say(new NodeNews.CutOff($"{quarantined.RemoteAddress} has quarantined this node"));
                break;
            case ClusterEvent.IMemberEvent change when change.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress):
                SayOf(change);
                break;
            case ClusterEvent.IMemberEvent change:
                Say(change.Member, $"{change.Member.Status}".ToLowerInvariant());
                break;
            case ClusterEvent.UnreachableMember unreachable:
                Say(unreachable.Member, "unreachable");
                break;
            case ClusterEvent.ReachableMember reachable:
                Say(reachable.Member, "reachable again");
                break;
            case Terminated:
                Say(new NodeNews.RoleEnded());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SayOf(ClusterEvent.IMemberEvent change)
    {
        switch (change)
        {
            case ClusterEvent.MemberJoined or ClusterEvent.MemberWeaklyUp:
                Say(new NodeNews.Joined());
                break;
            case ClusterEvent.MemberUp:
                Say(new NodeNews.Up());
                break;
            case ClusterEvent.MemberDowned:
                Say(new NodeNews.CutOff("the cluster has downed this node"));
                break;
            case ClusterEvent.MemberLeft or ClusterEvent.MemberExited when !_leavingSaid:
                _leavingSaid = true;
                Say(new NodeNews.AskedToLeave());
                break;
            case ClusterEvent.MemberRemoved:
                Say(new NodeNews.Removed());
                break;
        }
    }

    private void Say(Member member, string state) =>
        Say(new NodeNews.Member(member.Address, string.Join(", ", member.Roles), state));

    private void Say(NodeNews said) => news.TryWrite(said);
}
