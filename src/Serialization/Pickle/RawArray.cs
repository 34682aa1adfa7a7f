using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Serialization;

/// <summary>How arrays of one element type are seen as bytes, made empty, and checked once bytes have landed in
/// them.</summary>
internal abstract class RawArray
{
    /// <summary>Most bytes of one frame: longer arrays become several, cut between elements.</summary>
    public const long FrameBytesMax = 1L << 30;

    /// <summary>The element type.</summary>
    public abstract Type Element { get; }

    /// <summary>True for a user's structure or enum, whose name a reader may not know.</summary>
    public bool IsUsers => !BuiltInTypes.IsFramework(Element);

    /// <summary>Bytes of one element.</summary>
    public abstract int ElementBytes { get; }

    /// <summary>That of the fields of a user's structure; 0 for the base library's.</summary>
    public abstract uint Fingerprint { get; }

    /// <summary>An array of these lengths; uninitialised where it has one dimension.</summary>
    public abstract Array Create(int[] lengths);

    /// <summary>Checks that every element is a value of its type.</summary>
    /// <exception cref="WireFormatException">One is not; its index is named.</exception>
    public abstract void Check(Array array);

    /// <summary>Writes the elements of an array one by one.</summary>
    public abstract void WriteElements(ref GraphWriter writer, Array array);

    /// <summary>Reads the elements of an array one by one.</summary>
    /// <param name="reader">Stands before their count.</param>
    /// <param name="lengths">Those of the array's dimensions; empty where the count is its one length.</param>
    public abstract Array ReadElements(ref GraphReader reader, int[] lengths);

    /// <summary>Bytes of an array's memory.</summary>
    public long BytesOf(Array array) => array.LongLength * ElementBytes;

    /// <summary>The memory of a short array.</summary>
    public static Span<byte> BytesOfMemory(Array array, int elementBytes) => MemoryMarshal.CreateSpan(
        ref MemoryMarshal.GetArrayDataReference(array), checked(array.Length * elementBytes));

    /// <summary>The length of one of the runs that an array's memory is cut into, between elements.</summary>
    public long FrameBytesAt(long allBytes, int frame) => Math.Min(StepBytes, allBytes - frame * StepBytes);

    /// <summary>One of the runs; it aliases the array.</summary>
    public Memory<byte> FrameOf(Array array, int frame) => FrameOf(array, BytesOf(array), frame);

    /// <summary>The memory of an array's first bytes as runs; they alias the array.</summary>
    public void AddFrames(Array array, long all, List<ReadOnlyMemory<byte>> frames)
    {
        for (int frame = 0; frame * StepBytes < all; frame++) frames.Add(FrameOf(array, all, frame));
    }

    private Memory<byte> FrameOf(Array array, long all, int frame)
    {
        if (array is byte[] bytes && all <= StepBytes) return bytes.AsMemory(0, (int)all);
        return new ArrayBytes(array, frame * StepBytes, (int)FrameBytesAt(all, frame)).Memory;
    }

    private long StepBytes => FrameBytesMax / ElementBytes * ElementBytes;
}

/// <inheritdoc cref="RawArray"/>
internal sealed class RawArray<T> : RawArray
    where T : unmanaged
{
    private static readonly uint FieldsFingerprint =
        BuiltInTypes.IsFramework(typeof(T)) || typeof(T).IsEnum ? 0 : WalkedFields.FingerprintOf(typeof(T));

    public override Type Element => typeof(T);

    public override int ElementBytes => Unsafe.SizeOf<T>();

    public override uint Fingerprint => FieldsFingerprint;

    public override Array Create(int[] lengths) => lengths.Length == 1
        ? GC.AllocateUninitializedArray<T>(lengths[0])
        : Array.CreateInstance(typeof(T), lengths);

    public override void WriteElements(ref GraphWriter writer, Array array)
    {
        writer.Pack.WriteArrayHeader(array.Length);
        for (int i = 0; i < array.Length; i++)
        {
            writer.State.At(i);
            Slot<T>.Instance.Write(ref writer, ItemsOf(array)[i]);
        }
    }

    public override Array ReadElements(ref GraphReader reader, int[] lengths)
    {
        int offset = reader.Pack.Offset;
        int count = reader.Pack.ReadArrayHeader();
        if (lengths.Length == 0) lengths = [count];
        long expected = Elements.Product(lengths, offset);
        if (count != expected)
        {
            throw new WireFormatException(
                $"the lengths {string.Join(" x ", lengths)} need {expected} elements, found {count}", offset);
        }

        reader.State.Charge((long)count * ElementBytes + 64, "an array");
        var array = Array.CreateInstance(typeof(T), lengths);
        for (int i = 0; i < count; i++)
        {
            // The span is taken anew: reading may run user code, which must not hold a reference across it.
            ItemsOf(array)[i] = Slot<T>.Instance.Read(ref reader);
        }

        return array;
    }

    public override void Check(Array array)
    {
        int bad = FirstBad(MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length));
        if (bad >= 0) throw new WireFormatException($"the bytes of element {bad} are no {typeof(T)}");
    }

    private static Span<T> ItemsOf(Array array) => MemoryMarshal.CreateSpan(
        ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static int FirstBad(ReadOnlySpan<T> items)
    {
        if (typeof(T) == typeof(bool))
            return MemoryMarshal.AsBytes(items).IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (typeof(T) == typeof(DateTime))
            return Find(
                MemoryMarshal.Cast<T, ulong>(items), static v =>
                    (v & 0x3FFF_FFFF_FFFF_FFFF) <= (ulong)DateTime.MaxValue.Ticks);
        if (typeof(T) == typeof(TimeOnly))
            return Find(MemoryMarshal.Cast<T, ulong>(items), static v => v <= (ulong)TimeOnly.MaxValue.Ticks);
        if (typeof(T) == typeof(DateOnly))
            return MemoryMarshal.Cast<T, int>(items).IndexOfAnyExceptInRange(0, DateOnly.MaxValue.DayNumber);
        if (typeof(T) == typeof(Rune)) return Find(MemoryMarshal.Cast<T, uint>(items), static v => Rune.IsValid(v));
        if (typeof(T) == typeof(decimal)) return FirstBadDecimal(MemoryMarshal.Cast<T, uint>(items));
        return -1;
    }

    private static int FirstBadDecimal(ReadOnlySpan<uint> words)
    {
        // A decimal's first word holds its sign and scale, and nothing else.
        for (int i = 0; i < words.Length; i += 4)
        {
            if ((words[i] & 0x7F00FFFF) != 0 || ((words[i] >> 16) & 0xFF) > 28) return i / 4;
        }

        return -1;
    }

    private static int Find<TBits>(ReadOnlySpan<TBits> items, Func<TBits, bool> isGood)
    {
        for (int i = 0; i < items.Length; i++)
        {
            if (!isGood(items[i])) return i;
        }

        return -1;
    }
}
