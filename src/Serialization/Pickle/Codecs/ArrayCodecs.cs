using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>A one-dimensional array, element by element.</summary>
internal sealed class ArrayCodec<T> : GraphCodec<T[]>
{
    public override bool IsOpen => true;

    public override void Write(ref GraphWriter writer, T[] value)
    {
        writer.Pack.WriteArrayHeader(value.Length);
        var slot = Slot<T>.Instance;
        for (int i = 0; i < value.Length; i++)
        {
            writer.State.At(i);
            slot.Write(ref writer, value[i]);
        }
    }

    public override T[] Read(ref GraphReader reader) => (T[])ReadBody(ref reader, -1);

    public override object ReadBody(ref GraphReader reader, int number)
    {
        int count = reader.Pack.ReadArrayHeader();
        reader.State.Charge((long)count * Unsafe.SizeOf<T>() + 24, "an array");
        T[] items = count == 0 ? [] : new T[count];
        reader.State.Fill(number, items);
        for (int i = 0; i < items.Length; i++) items[i] = Slot<T>.Instance.Read(ref reader);
        return items;
    }
}

/// <summary>An array of several dimensions: its lengths, then its elements, the last index fastest.</summary>
internal sealed class GridCodec<T>(Type type) : GraphCodec
{
    public override Type Type => type;

    public override bool IsOpen => true;

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var array = (Array)value;
        writer.Pack.WriteArrayHeader(2);
        Elements.WriteLengths(ref writer, array);
        var elements = Span(array);
        writer.Pack.WriteArrayHeader(elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            writer.State.At(i);
            Slot<T>.Instance.Write(ref writer, elements[i]);
        }
    }

    public override object ReadBody(ref GraphReader reader) => ReadBody(ref reader, -1);

    public override object ReadBody(ref GraphReader reader, int number)
    {
        reader.ReadCount(2, "an array of several dimensions");
        int offset = reader.Pack.Offset;
        var lengths = Elements.ReadLengths(ref reader, type.GetArrayRank(), out long expected);
        int count = reader.Pack.ReadArrayHeader();
        if (count != expected)
            throw new WireFormatException(
                $"the lengths {string.Join(" x ", lengths)} need {expected} elements, found {count}", offset);
        reader.State.Charge((long)count * Unsafe.SizeOf<T>() + 64, "an array of several dimensions");
        var array = Array.CreateInstance(typeof(T), lengths);
        reader.State.Fill(number, array);
        for (int i = 0; i < count; i++)
        {
            // The span is taken anew: reading may run user code, which must not hold a reference across it.
            Span(array)[i] = Slot<T>.Instance.Read(ref reader);
        }

        return array;
    }

    private static Span<T> Span(Array array) => MemoryMarshal.CreateSpan(
        ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
}

/// <summary>
/// A short array of numbers and the like as the bytes of its memory; element by element where a user's serializer takes
/// the elements.
/// </summary>
internal sealed class RawArrayCodec(Type type, RawArray raw) : GraphCodec
{
    public override Type Type => type;

    public override uint Fingerprint => raw.Fingerprint;

    /// <summary>How the memory is seen.</summary>
    public RawArray Raw => raw;

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var array = (Array)value;
        if (array.Rank > 1)
        {
            writer.Pack.WriteArrayHeader(2);
            Elements.WriteLengths(ref writer, array);
        }

        if (writer.State.IsByElement(raw)) raw.WriteElements(ref writer, array);
        else writer.Pack.WriteBinary(RawArray.BytesOfMemory(array, raw.ElementBytes));
    }

    public override object ReadBody(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        int rank = type.GetArrayRank();
        long count = -1;
        int[] lengths = [];
        if (rank > 1)
        {
            reader.ReadCount(2, "an array of several dimensions");
            lengths = Elements.ReadLengths(ref reader, rank, out count);
        }

        if (raw.IsUsers && reader.Pack.PeekType() == MsgPackType.Array) return raw.ReadElements(ref reader, lengths);
        var bytes = reader.Pack.ReadBinary();
        if (rank == 1) lengths = [bytes.Length / raw.ElementBytes];
        if ((rank == 1 ? lengths[0] : count) * raw.ElementBytes != bytes.Length)
        {
            throw new WireFormatException(
                $"{bytes.Length} bytes are no {type} of length {string.Join(" x ", lengths)}", offset);
        }

        reader.State.Charge(bytes.Length + 64, "an array");
        var array = raw.Create(lengths);
        bytes.CopyTo(RawArray.BytesOfMemory(array, raw.ElementBytes));
        raw.Check(array);
        return array;
    }
}

/// <summary>What the codecs of arrays share.</summary>
internal static class Elements
{
    /// <summary>
    /// Reads as many elements as were counted into a lent array, for a collection that is built of all at once; pair
    /// with <see cref="GiveBack"/>.
    /// </summary>
    public static T[] Borrow<T>(ref GraphReader reader, int count)
    {
        reader.State.Charge((long)count * Unsafe.SizeOf<T>() + 64, "a collection");
        var items = ArrayPool<T>.Shared.Rent(count);
        for (int i = 0; i < count; i++) items[i] = Slot<T>.Instance.Read(ref reader);
        return items;
    }

    /// <summary>Gives a lent array back.</summary>
    public static void GiveBack<T>(T[] items) =>
        ArrayPool<T>.Shared.Return(items, RuntimeHelpers.IsReferenceOrContainsReferences<T>());

    /// <summary>Refuses an array of several dimensions that does not count its elements from 0.</summary>
    public static void RequireFromZero(GraphWriterState state, Array array)
    {
        for (int d = 0; d < array.Rank; d++)
        {
            if (array.GetLowerBound(d) == 0) continue;
            throw state.Failed($"counts from {array.GetLowerBound(d)} in dimension {d}: only arrays from 0 travel");
        }
    }

    /// <summary>The lengths of an array's dimensions, which must count from 0.</summary>
    public static void WriteLengths(ref GraphWriter writer, Array array)
    {
        RequireFromZero(writer.State, array);
        writer.Pack.WriteArrayHeader(array.Rank);
        for (int d = 0; d < array.Rank; d++) writer.Pack.WriteInt64(array.GetLength(d));
    }

    /// <summary>The lengths of an array's dimensions, and their product.</summary>
    public static int[] ReadLengths(ref GraphReader reader, int rank, out long count)
    {
        int offset = reader.Pack.Offset;
        reader.ReadCount(rank, "an array's list of lengths");
        var lengths = new int[rank];
        for (int d = 0; d < rank; d++) lengths[d] = reader.Pack.ReadInt32();
        count = Product(lengths, offset);
        return lengths;
    }

    /// <summary>The number of elements.</summary>
    public static long Product(int[] lengths, int offset)
    {
        long product = 1;
        foreach (int length in lengths)
        {
            if (length < 0 || (length > 0 && product > Limits.ArrayLengthMax / length))
            {
                throw new WireFormatException(
                    $"no array has the lengths {string.Join(" x ", lengths)}; the limit is {Limits.ArrayLengthMax} " +
                    $"elements",
                    offset);
            }

            product *= length;
        }

        return product;
    }
}
