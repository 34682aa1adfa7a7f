using Akka.Actor.Setup;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// What a program hands to <c>ActorSystem.Create</c> beside the configuration: the registry with its own families,
/// per-type serializers and functions. Without it the system uses <see cref="SerializerRegistry.Default"/>.
/// </summary>
public sealed class WeftSetup(SerializerRegistry registry) : Setup
{
    /// <summary>Shared with the caller; what is registered later is seen by later messages.</summary>
    public SerializerRegistry Registry { get; } = registry ?? throw new ArgumentNullException(nameof(registry));
}
