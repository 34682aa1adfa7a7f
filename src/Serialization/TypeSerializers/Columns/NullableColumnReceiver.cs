namespace Weft.Serialization;

/// <summary>Receives the values of a column with nulls, then its presence bits, and brings the two together.</summary>
internal sealed class NullableColumnReceiver<T>(bool isList, PayloadReceiver values, int count) : PayloadReceiver
    where T : unmanaged
{
    private readonly byte[] _present = new byte[PresenceBits.BytesFor(count)];

    public override int FrameCount => values.FrameCount + 1;

    public override Memory<byte> Destination(int frame) =>
        frame == values.FrameCount ? _present : values.Destination(frame);

    public override object Complete()
    {
        PresenceBits.Require(_present, count);
        var there = (T[])values.Complete()!;
        var items = new T?[count];
        for (int i = 0; i < items.Length; i++)
        {
            if (PresenceBits.IsSet(_present, i)) items[i] = there[i];
        }

        return isList ? BlockReceiver<T>.ToList(items) : items;
    }

    protected override void Dispose(bool disposing) => values.Dispose();
}
