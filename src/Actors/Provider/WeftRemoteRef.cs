using Akka.Actor;
using Akka.Remote;

namespace Weft.Actors;

/// <summary>
/// A remote actor's reference that sends data as data. What it is told otherwise, and every system message, goes as
/// with Akka's own.
/// </summary>
internal sealed class WeftRemoteRef : RemoteActorRef
{
    private readonly RemoteTransport _remote;
    private readonly DataRoad _road;

    /// <summary>A reference; all but the last are what Akka's own takes.</summary>
    public WeftRemoteRef(
        RemoteTransport remote,
        Address localAddress,
        ActorPath path,
        IInternalActorRef parent,
        Props props,
        Deploy deploy,
        DataRoad road)
        : base(remote, localAddress, path, parent, props, deploy) => (_remote, _road) = (remote, road);

    /// <inheritdoc/>
    public override IActorRef GetChild(IReadOnlyList<string> name) =>
        name.Count > 0 && name[0] != ".."
            ? new WeftRemoteRef(
                _remote, LocalAddressToUse, Path / name, ActorRefs.Nobody, Props.None, Deploy.None, _road)
            : base.GetChild(name);

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null || !_road.TryTake(message, sender, this)) base.TellInternal(message!, sender);
    }
}
