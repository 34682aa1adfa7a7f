using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// A list of numbers and the like: a short one element by element, a longer one as a part that aliases the list's own
/// array and becomes it on the way back.
/// </summary>
internal sealed class RawListCodec<T>(RawArray raw, ListCodec<T> slots) : GraphCodec<List<T>>
    where T : unmanaged
{
    public override void Write(ref GraphWriter writer, List<T> value)
    {
        if ((long)value.Count * raw.ElementBytes <= GraphWriter.InlineBytesMax || !writer.State.MayPutAside(raw))
        {
            slots.Write(ref writer, value);
            return;
        }

        writer.WritePart(writer.State.AddArray(BlockSerializer<T>.ListItems(value), raw, value.Count));
    }

    public override List<T> Read(ref GraphReader reader)
    {
        if (reader.Pack.PeekType() != MsgPackType.Extension) return slots.Read(ref reader);
        var items = reader.ReadMemory<T>();
        reader.State.Charge(64, "a list");
        var list = new List<T>();
        BlockSerializer<T>.ListItems(list) = items;
        CollectionsMarshal.SetCount(list, items.Length);
        return list;
    }
}
