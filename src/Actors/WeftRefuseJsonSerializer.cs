using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Weft.Actors;

/// <summary>
/// <c>weft-refuse-json</c>: takes the place and the id of Akka's JSON, which builds whatever types the wire names, and
/// refuses both ways. Bind it as <c>akka.actor.serializers.json</c> on nodes that face others; Akka's own messages,
/// the cluster's included, have serializers of their own. A type without a binding is then an error at its sender.
/// </summary>
public sealed class WeftRefuseJsonSerializer : Akka.Serialization.Serializer
{
    /// <summary>As Akka makes it where <c>akka.actor.serialization-settings</c> has no entry for JSON.</summary>
    public WeftRefuseJsonSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>As Akka makes it with JSON's own settings, which mean nothing here.</summary>
    public WeftRefuseJsonSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
        ArgumentNullException.ThrowIfNull(settings);
    }

    /// <summary>The id of Akka's JSON serializer.</summary>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException(
        $"{obj?.GetType()} has no serializer of its own and JSON is refused here (akka.actor.serializers.json); bind "
        + $"it: akka.actor.serialization-bindings {{ \"{obj?.GetType().FullName}, "
        + $"{obj?.GetType().Assembly.GetName().Name}\" = weft-data }}");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type)
    {
        var text = $"{bytes?.Length} bytes of JSON are refused here (akka.actor.serializers.json); have the sender "
            + "bind its type to weft-data";
        RefusalNotices.Tell(system, nameof(WeftRefuseJsonSerializer), "", text);
        throw new SerializationException(text);
    }
}
