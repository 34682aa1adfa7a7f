using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace Weft.Actors;

/// <summary>
/// Takes the place and the id of Akka's <c>akka-misc</c> and passes on what remoting and clusters live on: looking
/// actors up, references, heartbeats, stopping actors, <see cref="Status.Success"/>. It refuses, both ways,
/// <see cref="Status.Failure"/>, whose exception Akka builds by whatever type name the wire gives, and what is there
/// for remote deployment. Bind it as <c>akka.actor.serializers.akka-misc</c> on nodes that face others.
/// </summary>
/// <param name="system">The system it serves.</param>
public sealed class WeftMiscSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly HashSet<string> Passed =
        new(["ID", "AID", "AR", "PP", "K", "RWHB", "RWHR", "LS", "STS"], StringComparer.Ordinal);

    private readonly MiscMessageSerializer _inner = new(system);

    /// <summary>The id of <c>akka-misc</c>.</summary>
    public override int Identifier => 16;

    /// <inheritdoc/>
    public override string Manifest(object o)
    {
        try
        {
            return _inner.Manifest(o);
        }
        catch (Exception error)
        {
            throw SerializerFault.Of($"akka-misc does not take {o?.GetType()}", error);
        }
    }

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        try
        {
            if (obj is Status.Failure failure)
                throw new SerializationException(
                    $"Status.Failure with {failure.Cause?.GetType()} is refused (akka.actor.serializers.akka-misc): " +
                    "the receiver would build whatever type it names; answer with a message of your own that says " +
                    "what failed");
            RequirePassed(Manifest(obj));
            // What stands inside is encoded by its own serializer, which may be a user's.
            return _inner.ToBinary(obj);
        }
        catch (Exception error)
        {
            throw SerializerFault.Of($"akka-misc cannot encode {obj?.GetType()}", error);
        }
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            RequirePassed(manifest);
            return _inner.FromBinary(bytes, manifest);
        }
        catch (Exception error)
        {
            var failure = SerializerFault.Of(
                $"{bytes?.Length} bytes with manifest '{manifest}' of akka-misc cannot be decoded", error);
            RefusalNotices.Tell(system, nameof(WeftMiscSerializer), manifest, failure.Message);
            throw failure;
        }
    }

    private static void RequirePassed(string manifest)
    {
        if (!Passed.Contains(manifest))
            throw new SerializationException(
                $"'{manifest}' of akka-misc (Status.Failure, routers and configuration for remote deployment) is " +
                "refused here (akka.actor.serializers.akka-misc)");
    }
}
