namespace Weft.Serialization;

/// <summary>A type whose values cannot travel, with the reason that both sides give.</summary>
internal sealed class RefusedCodec(Type type, string reason) : GraphCodec
{
    public override Type Type => type;

    /// <summary>What follows the type's name in a sentence: <c>has no serializer</c>.</summary>
    public string Reason => reason;

    public override void WriteBody(ref GraphWriter writer, object value) =>
        throw writer.State.Failed($"{type} {reason}");

    public override object ReadBody(ref GraphReader reader) =>
        throw new DeserializationRefusedException($"the payload holds a {type}, which {reason}");
}
