using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Weft.Actors;

/// <summary>
/// Akka's cluster provider, whose references to remote actors know their recipient: messages bound to
/// <c>weft-data</c>, bare or wrapped, go by Weft's bulk sends, whatever their size; all others go Akka's own way. Named
/// by <c>akka.actor.provider = "Weft.Actors.WeftActorRefProvider, Weft.Actors"</c>.
/// </summary>
/// <param name="systemName">The system's name.</param>
/// <param name="settings">Its settings.</param>
/// <param name="eventStream">Its event stream.</param>
public sealed class WeftActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    : ClusterActorRefProvider(systemName, settings, eventStream)
{
    private DataRoad? _road;

    // The transport is there before any remote reference is asked for.
    private DataRoad Road => _road ??= new DataRoad(Transport.System);

    /// <inheritdoc/>
    protected override IInternalActorRef CreateRemoteRef(ActorPath actorPath, Address localAddress) =>
        new WeftRemoteRef(
            Transport, localAddress, actorPath, ActorRefs.Nobody, Akka.Actor.Props.None, Deploy.None, Road);

    /// <inheritdoc/>
    protected override IInternalActorRef CreateRemoteRef(
        Props props, IInternalActorRef supervisor, Address localAddress, ActorPath rpath, Deploy deployment) =>
        new WeftRemoteRef(Transport, localAddress, rpath, supervisor, props, deployment, Road);
}
