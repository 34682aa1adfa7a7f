using Akka.Actor;
using Akka.Cluster;

namespace Weft.Actors;

/// <summary>
/// <c>/system/weft-locator</c> on every member: knows which actor is the cluster's scheduler now. It asks the members
/// that may host it, watches the one it found, and forgets it when it ends. Clients outside the cluster ask any node's.
/// </summary>
internal sealed class Locator : UntypedActor, IWithTimers
{
    /// <summary>Its name below <c>/system</c>.</summary>
    public const string Name = "weft-locator";

    private static readonly string[] HostPath = ["user", WeftRoles.SchedulerName, WeftRoles.SingletonName];
    private static readonly TimeSpan SearchInterval = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<IActorRef> _followers = [];
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private IActorRef? _scheduler;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private ExtendedActorSystem System { get; } = (ExtendedActorSystem)Context.System;

    public static Props Props => Akka.Actor.Props.Create(() => new Locator()).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FindScheduler:
                Sender.Tell(Now());
                if (_scheduler is null) Search();
                break;
            case FollowScheduler follow:
                _followers.Add(Context.Watch(follow.Follower));
                if (_scheduler is not null) follow.Follower.Tell(Now());
                else KeepSearching();
                break;
            case SchedulerAt { Scheduler: { } found } when IsHost(Sender) && NodeOf(found).Equals(NodeOf(Sender)):
                Found(found);
                break;
            case SchedulerAt:
                break;
            case SearchAgain when _scheduler is null && _followers.Count > 0:
                KeepSearching();
                break;
            case SearchAgain:
                break;
            case Terminated ended when ended.ActorRef.Equals(_scheduler):
                _scheduler = null;
                KeepSearching();
                break;
            case Terminated ended:
                _followers.Remove(ended.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private SchedulerAt Now() => new(_scheduler, _scheduler is null ? Describe() : "");

    private void Found(IActorRef scheduler)
    {
        // Two may answer while the singleton moves; the later one is found when the earlier has ended.
        if (_scheduler is not null) return;
        _scheduler = Context.Watch(scheduler);
        foreach (var follower in _followers) follower.Tell(Now());
    }

    private void KeepSearching()
    {
        Search();
        Timers.StartSingleTimer("search", SearchAgain.Instance, SearchInterval);
    }

    private void Search()
    {
        foreach (var member in Candidates())
        {
            var path = new RootActorPath(member.Address) / HostPath;
            System.Provider.ResolveActorRef(path).Tell(FindScheduler.Instance, Self);
        }
    }

    // Only who was asked may answer: a member that may host the scheduler, by the actor that does.
    private bool IsHost(IActorRef sender) =>
        sender.Path.Elements.SequenceEqual(HostPath)
        && Candidates().Any(member => member.Address.Equals(NodeOf(sender)));

    private Address NodeOf(IActorRef actor) =>
        actor.Path.Address.HasLocalScope ? _cluster.SelfAddress : actor.Path.Address;

    private IEnumerable<Member> Candidates() => _cluster.State.Members.Where(member =>
        member.HasRole(WeftRoles.SchedulerRole)
        && member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting);

    private string Describe()
    {
        var members = _cluster.State.Members;
        if (members.Count == 0) return $"{_cluster.SelfAddress} has not joined a cluster";
        var hosts = Candidates().Select(member => member.Address.ToString()).ToArray();
        return hosts.Length == 0
            ? $"none of the {members.Count} members that {_cluster.SelfAddress} sees is up with the role "
                + WeftRoles.SchedulerRole
            : $"{_cluster.SelfAddress} has no answer yet from {string.Join(", ", hosts)}";
    }
}

/// <summary>It is time to ask again.</summary>
internal sealed record SearchAgain : INoSerializationVerificationNeeded
{
    public static SearchAgain Instance { get; } = new();
}
