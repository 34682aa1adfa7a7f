using System.Runtime.Serialization;
using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// <c>weft-refuse-deployment</c>: takes the place and the id of Akka's <c>daemon-create</c>, by which another node
/// starts an actor here whose class and constructor arguments it names, and refuses both ways. Bind it as
/// <c>akka.actor.serializers.daemon-create</c> on nodes that face others; nothing of the cluster or of Weft deploys
/// actors to other nodes.
/// </summary>
/// <param name="system">The system it serves.</param>
public sealed class WeftRefuseDeploymentSerializer(ExtendedActorSystem system) : Akka.Serialization.Serializer(system)
{
    /// <summary>The id of <c>daemon-create</c>.</summary>
    public override int Identifier => 3;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException(
        $"{obj?.GetType()}: remote deployment is refused here (akka.actor.serializers.daemon-create), since the "
        + "receiver would build whatever class it names; start the actor on its own node and tell it there");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type)
    {
        var text = $"remote deployment by {bytes?.Length} bytes is refused here (akka.actor.serializers.daemon-create):"
            + " this node builds no actors that others name";
        RefusalNotices.Tell(system, nameof(WeftRefuseDeploymentSerializer), "", text);
        throw new SerializationException(text);
    }
}
