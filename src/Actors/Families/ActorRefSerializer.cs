using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Actor references inside values, as Akka writes them: header {"path": text}, the text empty for nobody, no frames.
/// Paths carry the address of the system that writes, and are resolved in the system whose serializer reads, so that
/// one registry may serve several systems.
/// </summary>
internal sealed class ActorRefSerializer : ITypeSerializer
{
    private const string PathKey = "path";

    private static readonly ConditionalWeakTable<WeftSerializer, ExtendedActorSystem> Systems = [];

    /// <inheritdoc/>
    public Type Type => typeof(IActorRef);

    /// <inheritdoc/>
    public string Name => "[Akka]Akka.Actor.IActorRef";

    // A reference stands for its actor, whatever class of reference the other system makes for it.
    /// <inheritdoc/>
    public bool KeepsActualType => true;

    /// <summary>Says in which system a serializer resolves.</summary>
    public static void Serve(WeftSerializer serializer, ExtendedActorSystem system) => Systems.Add(serializer, system);

    /// <inheritdoc/>
    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        var actor = (IActorRef)value;
        var path = actor.IsNobody() ? "" : PathOf(actor, request.Serializer);
        payload = new Payload(new HeaderBuilder().Set(PathKey, path).Build());
        return true;
    }

    /// <inheritdoc/>
    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        if (frames.Count != 0) throw new WireFormatException($"an actor reference has no frames, found {frames.Count}");
        if (!header.TryGetString(PathKey, out var path))
            throw new WireFormatException($"an actor reference lacks its path: {header}");
        if (path.Length == 0) return ActorRefs.Nobody;
        if (!ActorPath.TryParse(path, out _)) throw new WireFormatException($"'{path}' is no path of an actor");
        if (Systems.TryGetValue(request.Serializer, out var system)) return system.Provider.ResolveActorRef(path);
        throw new DeserializationRefusedException(
            "a reference to an actor can only be resolved in an actor system: decode with "
            + "WeftExtension.Of(system).Serializer");
    }

    // Values are also encoded outside Akka's own writers, where nothing says which address peers know.
    private static string PathOf(IActorRef actor, WeftSerializer serializer) =>
        Systems.TryGetValue(serializer, out var system)
            ? Akka.Serialization.Serialization.WithTransport(
                system, actor, static a => Akka.Serialization.Serialization.SerializedActorPath(a))
            : Akka.Serialization.Serialization.SerializedActorPath(actor);
}
