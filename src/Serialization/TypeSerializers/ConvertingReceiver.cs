namespace Weft.Serialization;

/// <summary>Receives a value and makes another of it.</summary>
internal sealed class ConvertingReceiver(PayloadReceiver source, Func<object?, object?> convert) : PayloadReceiver
{
    public override int FrameCount => source.FrameCount;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame) => source.Destination(frame);

    public override object? Complete()
    {
        object? value = source.Complete();
        try
        {
            return convert(value);
        }
        catch (InvalidCastException error)
        {
            throw new WireFormatException($"a value has another type than its place: {error.Message}", -1, error);
        }
    }

    protected override void Dispose(bool disposing) => source.Dispose();
}
