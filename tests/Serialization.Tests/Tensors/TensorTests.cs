using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests;

public class TensorTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);

    [Fact]
    public void A_slice_that_has_no_gaps_aliases_its_own_rows_and_not_the_first_of_the_array()
    {
        var array = Numbers(24);
        var slice = Tensor.Create(array, [4, 6]).Slice(2..4, ..);
        var payload = Weft.Serialize(slice);
        Assert.Equal(12 * 8, payload.FrameBytes);
        array[12] = -1;
        Assert.Equal(-1.0, BitConverter.ToDouble(payload.Frames[0].Span));
        unsafe
        {
            using var pinned = payload.Frames[0].Pin();
            fixed (double* first = array) Assert.True((double*)pinned.Pointer == first + 12);
        }

        AssertEqual(slice, Weft.Deserialize<Tensor<double>>(payload));
    }

    [Fact]
    [Trait("reference", "94")]
    public void Gaps_of_a_strided_tensor_never_leave_the_process()
    {
        var array = Enumerable.Repeat(666.0, 4000 * 10).ToArray();
        var whole = Tensor.Create(array, [4000, 10]);
        var slice = whole.Slice(.., 3..6);
        slice.Fill(1.0);
        var payload = Weft.Serialize(slice);
        Assert.Equal(4000 * 3 * 8, payload.FrameBytes);
        Assert.True(payload.Header.TryGetHeader("sub-header", out var header));
        Assert.False(header.Contains("strides"));
        foreach (var frame in payload.Frames)
        {
            Assert.True(frame.Length <= 64 << 10);
            for (int i = 0; i < frame.Length; i += 8) Assert.Equal(1.0, BitConverter.ToDouble(frame.Span[i..]));
        }

        var back = Weft.Deserialize<Tensor<double>>(payload);
        Assert.True(back.IsDense);
        AssertEqual(slice, back);
    }

    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(1, 4, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(0, 6, 5)]
    public void Every_slice_of_every_order_of_dimensions_is_packed_right(int start, int stop, int each)
    {
        var cube = Tensor.Create(Numbers(6 * 7 * 8), [6, 7, 8]);
        nint[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var order in orders)
        {
            var permuted = Tensor.PermuteDimensions(cube, [.. order.Select(i => (int)i)]);
            var slice = permuted.Slice(new NRange(start, stop), .., new NRange(each, 6));
            AssertEqual(slice, Weft.Deserialize<Tensor<double>>(Weft.Serialize(slice)));
        }
    }

    [Fact]
    public void A_strided_tensor_is_packed_piece_by_piece_in_little_memory()
    {
        var slice = Tensor.Create(new double[8_000_000], [4_000_000, 2]).Slice(.., 0..1);
        slice.Fill(2.5);
        Weft.Serialize(slice);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var payload = Weft.Serialize(slice);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 200_000, $"{allocated} bytes to serialize 32 MB");
        long largest = 0;
        long sum = 0;
        foreach (var frame in payload.Frames)
        {
            sum += frame.Span.IndexOfAnyExcept((byte)0) >= 0 ? frame.Length : 0;
            largest = Math.Max(largest, frame.Length);
        }

        Assert.Equal(32_000_000, sum);
        Assert.Equal(64 << 10, largest);
        Assert.Equal(0.0, Tensor.Distance<double>(slice.ToDenseTensor(), Weft.Deserialize<Tensor<double>>(payload)));
    }

    [Fact]
    public void A_piece_that_is_pinned_stays_where_it_is()
    {
        var slice = Tensor.Create(Numbers(40), [20, 2]).Slice(.., 1..2);
        var frame = Weft.Serialize(slice).Frames[0];
        unsafe
        {
            using var pinned = frame[8..].Pin();
            GC.Collect();
            Assert.Equal(3.0, *(double*)pinned.Pointer);
            Assert.Equal(39.0, BitConverter.ToDouble(frame.Span[^8..]));
        }
    }

    [Fact]
    public void A_broadcast_tensor_sends_each_element_once_and_is_never_spread_out()
    {
        var wide = Tensor.Create(new double[] { 1, 2, 3 }, [1_000_000, 3], [0, 1]);
        var payload = Weft.Serialize(wide);
        Assert.Equal(24, payload.FrameBytes);
        Assert.True(payload.Header.TryGetHeader("sub-header", out var header));
        Assert.True(header.TryGetInt64s("strides", out long[]? strides));
        Assert.Equal([0, 8], strides);
        Weft.Deserialize(payload);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var back = Weft.Deserialize<Tensor<double>>(payload);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000);
        Assert.Equal([0, 1], back.Strides.ToArray());
        Assert.Equal(3.0, back[999_999, 2]);
        AssertEqual(wide.Slice(..5, ..), back.Slice(..5, ..));
    }

    [Fact]
    public void One_element_stands_for_a_million_millions()
    {
        var all = Tensor.Create([7.0], [1 << 20, 1 << 20], [0, 0]);
        var payload = Weft.Serialize(all);
        Assert.Equal(8, payload.FrameBytes);
        var back = Weft.Deserialize<Tensor<double>>(payload);
        Assert.Equal(1L << 40, (long)back.FlattenedLength);
        Assert.Equal(7.0, back[12345, 67890]);
    }

    [Fact]
    public void A_broadcast_of_a_slice_sends_neither_gaps_nor_copies()
    {
        var gapped = Tensor.Create(Numbers(60), [4, 100, 6], [12, 0, 2]);
        var payload = Weft.Serialize(gapped);
        Assert.Equal(24 * 8, payload.FrameBytes);
        var back = Weft.Deserialize<Tensor<double>>(payload);
        Assert.Equal([6, 0, 1], back.Strides.ToArray());
        AssertEqual(gapped, back);
    }

    [Fact]
    public void Column_major_stays_column_major_and_aliases()
    {
        var array = Numbers(24);
        var columns = Tensor.Create(array, [4, 6], [1, 4]);
        var payload = Weft.Serialize(columns);
        array[23] = -5;
        Assert.Equal(-5.0, BitConverter.ToDouble(payload.Frames[0].Span[^8..]));
        var back = Weft.Deserialize<Tensor<double>>(payload);
        Assert.Equal([1, 4], back.Strides.ToArray());
        Assert.True(payload.Header.TryGetHeader("sub-header", out var header));
        Assert.True(header.TryGetInt64s("strides", out long[]? strides));
        Assert.Equal([8, 32], strides);
        AssertEqual(columns, back);
    }

    [Fact]
    public void A_tensor_is_received_into_its_own_array()
    {
        var tensor = Tensor.Create(Numbers(1000), [10, 100]);
        var payload = Weft.Serialize(tensor);
        using var receiver = Weft.BeginReceive(payload.Header, [8000]);
        var destination = receiver.Destination(0);
        payload.Frames[0].CopyTo(destination);
        var back = (Tensor<double>)receiver.Complete()!;
        Assert.True(Unsafe.AreSame(
            ref Unsafe.As<byte, double>(ref destination.Span[0]), ref back[new nint[] { 0, 0 }.AsSpan()]));
    }

    [Fact]
    public void Row_major_tensors_carry_no_strides_and_any_may_stand_inside_other_values()
    {
        var tensor = Tensor.Create(Numbers(6), [1, 2, 3]);
        Assert.True(Weft.Serialize(tensor).Header.TryGetHeader("sub-header", out var header));
        Assert.False(header.Contains("strides"));
        var list = new List<Tensor<double>> { tensor, Tensor.Create(new double[2], [2, 1]) };
        AssertEqual(tensor, Weft.Deserialize<List<Tensor<double>>>(Weft.Serialize(list))[0]);
        var holder = new TensorHolder("t", Tensor.Create([1.0, 2.0, 3.0], [2, 3], [0, 1]));
        AssertEqual(holder.Weights, Weft.Deserialize<TensorHolder>(Weft.Serialize(holder)).Weights);
        var enums = Tensor.Create([Colour.Red, Colour.Green], [2]);
        AssertEqual(enums, Weft.Deserialize<Tensor<Colour>>(Weft.Serialize(enums)));
        Assert.Equal(0, Weft.Deserialize<Tensor<int>>(Weft.Serialize(Tensor<int>.Empty)).FlattenedLength);
        Assert.Equal([3, 0], Weft.Deserialize<Tensor<int>>(
            Weft.Serialize(Tensor.Create(Array.Empty<int>(), [3, 0]))).Lengths.ToArray());
    }

    [Fact]
    public void A_tensor_of_references_is_refused_with_a_reason()
    {
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(
            Tensor.Create(["a", "b"], [2]), new SerializeOptions { OnError = OnError.Raise }));
        Assert.Contains("a tensor of System.String cannot travel", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(
            Tensor.Create([1], Enumerable.Repeat((nint)1, 33).ToArray()),
            new SerializeOptions { OnError = OnError.Raise }));
        Assert.Contains("33 dimensions; the limit is 32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, null, 40)]
    [InlineData(new long[] { 2, 3 }, null, 56)]
    [InlineData(new long[] { }, null, 8)]
    [InlineData(new long[] { -1, -6 }, null, 48)]
    [InlineData(new long[] { 1L << 32, 1L << 32 }, null, 0)]
    [InlineData(new long[] { 1L << 40 }, null, 8)]
    [InlineData(new long[] { 1L << 32, 1L << 32 }, new long[] { 0, 0 }, 8)]
    [InlineData(new long[] { 2, 3 }, new long[] { 24 }, 48)]
    [InlineData(new long[] { 2, 3 }, new long[] { 24, -8 }, 48)]
    [InlineData(new long[] { 2, 3 }, new long[] { 24, 4 }, 48)]
    [InlineData(new long[] { 2, 3 }, new long[] { 8, 8 }, 32)]
    [InlineData(new long[] { 3, 3 }, new long[] { 16, 24 }, 88)]
    [InlineData(new long[] { 2, 3 }, new long[] { 32, 8 }, 48)]
    [InlineData(new long[] { 2, 3 }, new long[] { long.MaxValue - 7, 8 }, 48)]
    [InlineData(new long[] { 2, 1L << 62 }, new long[] { 8, 0 }, 8)]
    [InlineData(new long[] { 1L << 31 }, new long[] { 8 }, 8)]
    public void What_a_header_claims_is_refused_before_anything_is_made(long[] shape, long[]? strides, long bytes)
    {
        var sub = new HeaderBuilder().Set("dtype", "<f8").Set("shape", shape.AsSpan());
        if (strides is not null) sub.Set("strides", strides.AsSpan());
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "tensor").Set("sub-header", sub.Build())
            .Build();
        Assert.Throws<WireFormatException>(() => Weft.BeginReceive(header, [bytes]));
    }

    [Fact]
    public void A_tensor_with_gaps_from_elsewhere_is_taken_where_its_extent_is_that_of_the_frames()
    {
        var sub = new HeaderBuilder().Set("dtype", "<i4").Set("shape", new long[] { 2, 2 }.AsSpan())
            .Set("strides", new long[] { 12, 4 }.AsSpan()).Build();
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "tensor").Set("sub-header", sub).Build();
        byte[] frame = new byte[20];
        frame[16] = 9;
        var back = Weft.Deserialize<Tensor<int>>(new Payload(header, frame));
        Assert.Equal(9, back[1, 1]);
    }

    // Every shape, strides and bytes from a seed, against a model that lists the elements one by one.
    [Fact]
    public void What_strides_are_taken_is_what_a_list_of_all_positions_says()
    {
        var chance = new Random(20260101);
        int taken = 0;
        for (int run = 0; run < 20_000; run++)
        {
            int rank = chance.Next(1, 4);
            var lengths = Enumerable.Range(0, rank).Select(_ => (long)chance.Next(0, 5)).ToArray();
            var strides = Enumerable.Range(0, rank).Select(_ => (long)chance.Next(-1, 13)).ToArray();
            long extent = lengths.Contains(0) ? 0 : 1 + lengths.Zip(strides, (n, s) => (n - 1) * s).Sum();
            long bytes = chance.Next(4) == 0 ? chance.Next(0, 40) : Math.Max(extent, 0);
            var sub = new HeaderBuilder().Set("dtype", "|i1").Set("shape", lengths.AsSpan())
                .Set("strides", strides.AsSpan()).Build();
            var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "tensor").Set("sub-header", sub)
                .Build();
            byte[] frame = [.. Enumerable.Range(0, (int)bytes).Select(i => (byte)i)];
            var positions = Positions(lengths, strides);
            try
            {
                var back = Weft.Deserialize<Tensor<sbyte>>(new Payload(header, frame));
                Assert.Equal(extent, bytes);
                Assert.Equal(positions.Select(p => (sbyte)p), back);
                var own = Positions([.. lengths.Select((n, i) => strides[i] == 0 ? Math.Min(n, 1) : n)], strides);
                Assert.Equal(own.Count, own.Distinct().Count());
                taken++;
            }
            catch (WireFormatException)
            {
                // Interleaved rows are refused too, as .NET itself refuses them.
            }
        }

        Assert.InRange(taken, 1000, 19_000);
    }

    private static List<long> Positions(long[] lengths, long[] strides)
    {
        var positions = new List<long> { 0 };
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            positions = [.. positions.SelectMany(p => Enumerable.Range(0, (int)lengths[axis])
                .Select(i => p + i * strides[axis]))];
        }

        return positions;
    }

    internal static void AssertEqual<T>(Tensor<T> expected, Tensor<T> actual)
    {
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    private static double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    public sealed record TensorHolder(string Name, Tensor<double> Weights);
}
