namespace Weft.Serialization;

/// <summary>
/// Where the elements of a tensor lie, in elements: lengths and strides of the dimensions, and how the distinct
/// elements lie once they are packed. A dimension of stride 0 repeats one element; it has none of its own to send.
/// Immutable.
/// </summary>
internal sealed class TensorLayout
{
    private TensorLayout(long[] lengths, long[] strides, long[] packedStrides, int[] order, long count)
    {
        (Lengths, Strides, PackedStrides, Order, Count) = (lengths, strides, packedStrides, order, count);
        IsPacked = strides.AsSpan().SequenceEqual(packedStrides);
        IsRowMajor = true;
        long expected = 1;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            if (lengths[axis] > 1 && packedStrides[axis] != expected) IsRowMajor = count == 0;
            expected *= lengths[axis] > 1 && packedStrides[axis] != 0 ? lengths[axis] : 1;
        }
    }

    /// <summary>Elements along each dimension.</summary>
    public long[] Lengths { get; }

    /// <summary>Elements in memory from one to the next along each dimension; 0 where there is no next.</summary>
    public long[] Strides { get; }

    /// <summary>The strides of the same tensor without gaps: the dimensions keep their order in memory.</summary>
    public long[] PackedStrides { get; }

    /// <summary>The dimensions that have elements of their own, the slowest in memory first.</summary>
    public int[] Order { get; }

    /// <summary>Elements in memory, each counted once; 0 for an empty tensor.</summary>
    public long Count { get; }

    /// <summary>True where the elements lie side by side: nothing between them, none twice.</summary>
    public bool IsPacked { get; }

    /// <summary>True where the packed elements lie row by row and none is repeated: strides then say nothing.</summary>
    public bool IsRowMajor { get; }

    /// <summary>The layout of lengths and strides that .NET vouches for.</summary>
    public static TensorLayout Of(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        var (longs, steps) = (new long[lengths.Length], new long[lengths.Length]);
        bool isEmpty = lengths.Contains(0);
        for (int axis = 0; axis < longs.Length; axis++)
        {
            longs[axis] = lengths[axis];
            steps[axis] = lengths[axis] > 1 && !isEmpty ? strides[axis] : 0;
        }

        return Make(longs, steps, isEmpty || lengths.IsEmpty);
    }

    /// <summary>The row-major layout of lengths that were found to be within what .NET can hold.</summary>
    public static TensorLayout OfRowMajor(long[] lengths)
    {
        var strides = new long[lengths.Length];
        bool isEmpty = Array.IndexOf(lengths, 0L) >= 0;
        long count = isEmpty ? 0 : 1;
        for (int axis = lengths.Length - 1; axis >= 0 && !isEmpty; axis--)
        {
            strides[axis] = lengths[axis] > 1 ? count : 0;
            count *= lengths[axis];
        }

        // Nobody asks for the order of what is packed already.
        return new TensorLayout(lengths, strides, strides, [], count);
    }

    /// <summary>The layout of strides from outside, 0 wherever a length is below 2.</summary>
    /// <returns>Null where two positions share an element that is not repeated on purpose, by a stride of 0.</returns>
    public static TensorLayout? TryOf(long[] lengths, long[] strides)
    {
        var layout = Make(lengths, strides, Array.IndexOf(lengths, 0L) >= 0);
        Int128 reach = 0;
        for (int i = layout.Order.Length - 1; i >= 0; i--)
        {
            int axis = layout.Order[i];
            if (strides[axis] <= reach) return null;
            reach += (Int128)(lengths[axis] - 1) * strides[axis];
        }

        return layout;
    }

    /// <summary>Elements from the first in memory to behind the last: Σ(lengthᵢ−1)·strideᵢ + 1; 0 if empty.</summary>
    public Int128 Extent()
    {
        if (Count == 0) return 0;
        Int128 extent = 1;
        for (int axis = 0; axis < Lengths.Length; axis++) extent += (Int128)(Lengths[axis] - 1) * Strides[axis];
        return extent;
    }

    private static TensorLayout Make(long[] lengths, long[] strides, bool isEmpty)
    {
        int[] order = isEmpty ? [] : OrderOf(strides);
        var packed = new long[lengths.Length];
        long count = isEmpty ? 0 : 1;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            packed[order[i]] = count;
            count = count > long.MaxValue / lengths[order[i]] ? long.MaxValue : count * lengths[order[i]];
        }

        return new TensorLayout(lengths, strides, packed, order, count);
    }

    // Few dimensions, in order already more often than not.
    private static int[] OrderOf(ReadOnlySpan<long> strides)
    {
        var order = new int[strides.Length - strides.Count(0)];
        int count = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            if (strides[axis] == 0) continue;
            int at = count++;
            for (; at > 0 && strides[order[at - 1]] < strides[axis]; at--) order[at] = order[at - 1];
            order[at] = axis;
        }

        return order;
    }
}
