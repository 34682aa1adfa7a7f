using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace Weft.Actors;

/// <summary>
/// Takes the place and the id of Akka's <c>akka-system-msg</c> and takes from others what watching and stopping live
/// on. It refuses what parents and children say to each other across nodes, which there is with remote deployment
/// alone: failures, whose exception Akka builds by whatever type name the wire gives. Names of types from the wire are
/// compared and never looked up. Bind it as <c>akka.actor.serializers.akka-system-msg</c> on nodes that face others.
/// </summary>
/// <param name="system">The system it serves.</param>
public sealed class WeftSystemMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly Dictionary<string, Type> Passed =
        new[] { typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification), typeof(Terminate) }
            .ToDictionary(type => type.TypeQualifiedName(), StringComparer.Ordinal);

    private readonly SystemMessageSerializer _inner = new(system);

    /// <summary>The id of <c>akka-system-msg</c>.</summary>
    public override int Identifier => 22;

    /// <inheritdoc/>
    public override string Manifest(object o) => o is null
        ? throw new SerializationException("akka-system-msg does not take null")
        : o.GetType().TypeQualifiedName();

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        try
        {
            return _inner.ToBinary(obj);
        }
        catch (Exception error)
        {
            throw SerializerFault.Of($"akka-system-msg cannot encode {obj?.GetType()}", error);
        }
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            if (!Passed.TryGetValue(manifest, out var type))
                throw new SerializationException(
                    $"'{manifest}' of akka-system-msg (what remote deployment needs) is refused here "
                    + "(akka.actor.serializers.akka-system-msg)");
            return _inner.FromBinary(bytes, type);
        }
        catch (Exception error)
        {
            var failure = SerializerFault.Of(
                $"{bytes?.Length} bytes with manifest '{manifest}' of akka-system-msg cannot be decoded", error);
            RefusalNotices.Tell(system, nameof(WeftSystemMessageSerializer), manifest, failure.Message);
            throw failure;
        }
    }
}
