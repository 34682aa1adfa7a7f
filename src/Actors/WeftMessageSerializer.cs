using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// What Weft's Akka serializers share: they keep nothing but the way to the <see cref="WeftExtension"/>, and
/// let no exception out but <see cref="SerializationException"/>, since any other one costs the whole association.
/// </summary>
public abstract class WeftMessageSerializer : SerializerWithStringManifest
{
    private readonly Lazy<WeftExtension> _extension;

    private protected WeftMessageSerializer(ExtendedActorSystem system)
        : base(system) => _extension = new Lazy<WeftExtension>(() => WeftExtension.Of(system));

    private protected WeftExtension Extension => _extension.Value;

    /// <inheritdoc/>
    public sealed override byte[] ToBinary(object obj)
    {
        try
        {
            var bytes = Encode(obj) ?? throw new InvalidOperationException("it was encoded as null");
            RequireFit(obj, bytes.Length);
            return bytes;
        }
        catch (Exception error)
        {
            throw Failed($"{obj?.GetType()} cannot be encoded", error);
        }
    }

    /// <inheritdoc/>
    public sealed override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return Decode(bytes, manifest) ?? throw new InvalidOperationException("they were decoded as null");
        }
        catch (Exception error)
        {
            var failure = Failed($"{bytes?.Length} bytes with manifest '{manifest}' cannot be decoded", error);
            RefusalNotices.Tell(system, GetType().Name, manifest, failure.Message);
            throw failure;
        }
    }

    /// <inheritdoc/>
    public sealed override string Manifest(object o)
    {
        try
        {
            return ManifestOf(o) ?? throw new InvalidOperationException("it is null");
        }
        catch (Exception error)
        {
            throw Failed($"{o?.GetType()} has no manifest", error);
        }
    }

    private protected abstract byte[] Encode(object message);

    private protected abstract object Decode(byte[] bytes, string manifest);

    private protected abstract string ManifestOf(object message);

    /// <summary>
    /// Fails where a message is about to be written to a peer and does not fit into Akka's frame, which would drop it
    /// with a line in the log, or at the peer the association. Other encodings have no such bound.
    /// </summary>
    private protected void RequireFit(object message, long bytes)
    {
        // A frame is never smaller than this.
        if (bytes < FrameLimit.SmallBytes || EndpointPeer.Current is not { } endpoint) return;
        var frame = Extension.Peers.FrameTo(endpoint.Peer);
        if (bytes <= frame.MessageBytesMax) return;
        var type = message.GetType();
        var text =
            $"{type} of {bytes:N0} bytes for {endpoint.Peer?.ToString() ?? "another node"} does not fit into Akka's "
            + $"frame: {frame.MessageBytesMax:N0} bytes at most are told plainly ({frame.Key} = {frame.FrameBytes}, "
            + $"less {FrameLimit.SlackBytes} for what Akka adds); send it by TellData, name Weft's ref provider in "
            + "akka.actor.provider, or raise that key on all nodes";
        Extension.System.EventStream.Publish(
            new OversizedMessage(message, type, bytes, frame.MessageBytesMax, endpoint.Peer, text));
        throw new SerializationException(text);
    }

    private protected SerializationException Unknown(string manifest, string known) =>
        new UnknownManifestException(
            this,
            $"{GetType().Name} does not know the manifest '{manifest}', only {known}; the sender runs another version");

    private protected SerializationException NotMine(object message) =>
        new($"{GetType().Name} is not meant for {message.GetType()}; check akka.actor.serialization-bindings");

    /// <summary>A message of the machines as packed bytes; the recipient is not known to an Akka serializer.</summary>
    private protected byte[] EncodeMessage(Message message) =>
        PackedEnvelope.Pack(MessageCodec.Encode(message), Extension.Serializer, Terms.Sending);

    /// <summary>The message again; its values stay encoded until the role that asked for them opens them.</summary>
    private protected Message DecodeMessage(byte[] bytes)
    {
        var limits = Extension.Serializer.Limits;
        return MessageCodec.Decode(PackedEnvelope.Unpack(bytes, limits), limits);
    }

    /// <summary>How to encode and decode: where a peer is written to or read from, its node is known.</summary>
    private protected PlainTerms Terms => Extension.PlainTermsOf(EndpointPeer.Current);

    private SerializationException Failed(string what, Exception error) =>
        SerializerFault.Of($"{GetType().Name}: {what}", error);
}
