using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// What Weft keeps for one actor system: its settings and its view of the family registry. Made when it is first asked
/// for, which is when the first bound message is serialized at the latest. Safe for any thread.
/// </summary>
public sealed class WeftExtension : IExtension
{
    internal WeftExtension(ExtendedActorSystem system)
    {
        System = system;
        var setup = system.Settings.Setup.Get<WeftSetup>();
        var registry = setup.HasValue ? setup.Value.Registry : SerializerRegistry.Default;
        var settings = WeftSettings.Read(system.Settings.Config);
        Serializer = new WeftSerializer(
            registry,
            new WeftSerializerOptions
            {
                Serializers = settings.Serializers,
                Deserializers = settings.Deserializers,
                TypePolicy = registry.Types.Union(settings.Types),
            });
    }

    /// <summary>The system it belongs to.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>Families, accepted families, types and limits, as the configuration says.</summary>
    public WeftSerializer Serializer { get; }

    /// <summary>The extension of a system.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">The configuration under <c>weft</c> is wrong.</exception>
    public static WeftExtension Of(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<WeftExtension, WeftExtensionProvider>();
    }

    /// <summary>What an address looks like to peers: with this system's own host and port in front of local paths.</summary>
    internal PeerAddress AddressOf(IActorRef actor) =>
        new(Akka.Serialization.Serialization.SerializedActorPath(actor));

    /// <summary>What this system and a peer share, as far as the peer's address tells.</summary>
    internal SerializationContext ContextOf(PeerAddress self, PeerAddress peer)
    {
        var own = System.Provider.DefaultAddress;
        var proximity = ActorPath.TryParse(peer.Value, out var path)
            ? path.Address.Equals(own) || path.Address.HasLocalScope ? Proximity.SameProcess
                : path.Address.Host == own.Host ? Proximity.SameHost : Proximity.Remote
            : Proximity.Unknown;
        return new SerializationContext { Sender = self, Recipient = peer, Proximity = proximity };
    }
}

/// <summary>Makes the <see cref="WeftExtension"/>; may be named under <c>akka.extensions</c> to check at the start.</summary>
public sealed class WeftExtensionProvider : ExtensionIdProvider<WeftExtension>
{
    /// <inheritdoc/>
    public override WeftExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
