namespace Weft.Serialization;

/// <summary>A type that was named where nobody needed it and that cannot be used: it fails when it is needed.</summary>
internal sealed class UnknownTypeCodec(Exception reason) : GraphCodec
{
    public override Type Type => typeof(object);

    public override void WriteBody(ref GraphWriter writer, object value) =>
        throw new CheckException("an unknown type is only read");

    public override object ReadBody(ref GraphReader reader) => throw (reason is DeserializationRefusedException
        ? new DeserializationRefusedException(reason.Message)
        : new WireFormatException(reason.Message, reason));
}
