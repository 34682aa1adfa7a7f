using Akka.Actor;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// <c>weft-data</c>: values. Users bind the types that their actors tell (arrays are bound already); the family is
/// chosen by <see cref="WeftSerializer"/>, not by Akka. Manifest <c>v1</c> is one value as header + frames; <c>m1</c> a
/// message between client and worker that carries values; <c>h1</c> the place of a value that travels beside the
/// message it is in, known only where such a message is put together. The families and types accepted are those of
/// <c>weft.serialization</c>; what is refused is dropped with a log line that names it, and the association lives.
/// </summary>
public sealed class WeftDataSerializer(ExtendedActorSystem system) : WeftMessageSerializer(system)
{
    private const string ValueManifest = "v1";
    private const string MessageManifest = "m1";
    private const string HoistedManifest = "h1";

    private protected override string ManifestOf(object message) =>
        message is DataMessage or PackedMessage ? MessageManifest
        : Hoisting.Current is { IsWriting: true } ? HoistedManifest
        : ValueManifest;

    private protected override byte[] Encode(object message) => message switch
    {
        PackedMessage packed => packed.Bytes,
        DataMessage wire => EncodeMessage(wire),
        _ when Hoisting.Current is { IsWriting: true } scope => scope.Put(message),
        _ => EncodeValue(message),
    };

    private protected override object Decode(byte[] bytes, string manifest) => manifest switch
    {
        MessageManifest => DecodeMessage(bytes),
        ValueManifest => DecodeValue(bytes),
        HoistedManifest when Hoisting.Current is { IsWriting: false } scope => scope.Take(bytes),
        HoistedManifest => throw new WireFormatException(
            "a placeholder (manifest h1) came outside of the message that its value stands beside", 0),
        _ => throw Unknown(manifest, "v1, m1 and h1"),
    };

    // A value that cannot be encoded fails here, at the sender, and not as an error at the receiver.
    private byte[] EncodeValue(object value)
    {
        var options = Terms.SendingValue;
        var payload = Extension.Serializer.Serialize(value, options);
        // Before it is copied: it may be larger than what is left of the memory.
        RequireFit(value, payload.Header.Encoded.Length + payload.FrameBytes);
        return PackedEnvelope.Pack(payload, Extension.Serializer.Limits);
    }

    private object DecodeValue(byte[] bytes) =>
        PackedEnvelope.Deserialize(bytes, Extension.Serializer, Terms.Receiving)
            ?? throw new WireFormatException("a message of an actor cannot be null");
}
