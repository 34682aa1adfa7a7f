using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>Receives the values of a column with nulls, then its presence bits, and brings the two together.</summary>
internal sealed class NullableColumnReceiver<T>(bool isList, PayloadReceiver values, int count) : PayloadReceiver
    where T : unmanaged
{
    private readonly byte[] _present = new byte[PresenceBits.BytesFor(count)];

    public override int FrameCount => values.FrameCount + 1;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame) =>
        frame == values.FrameCount ? _present : values.Destination(frame);

    public override object Complete()
    {
        PresenceBits.Require(_present, count);
        var there = (T[])values.Complete()!;
        if (!isList)
        {
            var items = new T?[count];
            Fill(items, there);
            return items;
        }

        var list = new List<T?>(count);
        CollectionsMarshal.SetCount(list, count);
        Fill(CollectionsMarshal.AsSpan(list), there);
        return list;
    }

    protected override void Dispose(bool disposing) => values.Dispose();

    private void Fill(Span<T?> items, T[] there)
    {
        for (int i = 0; i < items.Length; i++) items[i] = PresenceBits.IsSet(_present, i) ? there[i] : null;
    }
}
