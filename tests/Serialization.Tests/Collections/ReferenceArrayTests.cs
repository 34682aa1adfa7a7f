using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Weft.Serialization.Tests;

/// <summary>What the reference's tests of bytes, arrays and collections say, said of ours.</summary>
public class ReferenceArrayTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public static TheoryData<Array> NumberArrays =>
    [
        new sbyte[] { -1, 2, 3, 4 }, new byte[] { 1, 2, 3, 255 }, new short[] { -1, 2, 3, 4 },
        new ushort[] { 1, 2, 3, 4 },
        new[] { -1, 2, 3, 4 }, new uint[] { 1, 2, 3, 4 }, new long[] { -1, 2, 3, 4 }, new ulong[] { 1, 2, 3, 4 },
        new[] { 1.5f, 2, 3, 4 }, new[] { 1.5, 2, 3, 4 }, new[] { 'a', 'b', 'c', 'd' }, new nint[] { -1, 2, 3, 4 },
    ];

    [Fact]
    [Trait("reference", "1")]
    public void Plain_values_are_one_frame_of_pickle_and_registered_types_name_themselves()
    {
        var number = Weft.Serialize(123, Raise);
        Assert.Equal("pickle", number.Header.Serializer);
        Assert.Single(number.Frames);
        Assert.Equal(123, Weft.Deserialize(number));
        var list = new List<object> { 1, 2, 3, 4, 5, 6 };
        var payload = Weft.Serialize(list, Raise);
        Assert.Equal("pickle", payload.Header.Serializer);
        Assert.Single(payload.Frames);
        Assert.Equal(list, Weft.Deserialize(payload));

        var registry = new SerializerRegistry();
        registry.Register<Handle>(
            handle => new Payload(Header.Empty, BitConverter.GetBytes(handle.Number)),
            (_, frames) => new Handle(BitConverter.ToInt32(frames[0].Span)));
        var weft = new WeftSerializer(registry);
        var own = weft.Serialize(new Handle(7), Raise);
        Assert.True(own.Header.Contains("type"));
        Assert.Single(own.Frames);
        Assert.Equal(7, weft.Deserialize<Handle>(own).Number);
    }

    [Fact]
    [Trait("reference", "2")]
    public void Bytes_are_their_own_frame_and_keep_value_and_type()
    {
        foreach (object value in new object[]
                 {
                     new byte[] { 1, 2, 3 }, new Memory<byte>([1, 2, 3]), new ReadOnlyMemory<byte>([1, 2, 3]),
                     new ArraySegment<byte>([0, 1, 2, 3], 1, 3),
                 })
        {
            var payload = Weft.Serialize(value, Raise);
            Assert.True(MemoryMarshal.TryGetArray(payload.Frames[0], out var segment));
            if (value is byte[] array) Assert.Same(array, segment.Array);
            Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(payload)));
            var spread = new Payload(payload.Header, ReadOnlyMemory<byte>.Empty, payload.Frames[0]);
            Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(spread)));
        }
    }

    [Fact]
    [Trait("reference", "3")]
    public void An_empty_array_comes_back_without_frames()
    {
        var payload = Weft.Serialize(Array.Empty<int>(), Raise);
        Assert.Empty(payload.Frames);
        Assert.Empty(Weft.Deserialize<int[]>(new Payload(payload.Header)));
    }

    [Theory]
    [MemberData(nameof(NumberArrays))]
    [Trait("reference", "4")]
    public void An_array_is_its_memory_also_cut_into_four(Array array)
    {
        var payload = Weft.Serialize(array, Raise);
        int bytes = Buffer.ByteLength(array);
        Assert.Equal(bytes, payload.Frames[0].Length);
        Assert.Equal(Describe.Value(array), Describe.Value(Weft.Deserialize(payload)));
        var pieces = Enumerable.Range(0, 4).Select(i => payload.Frames[0].Slice(i * bytes / 4, bytes / 4)).ToArray();
        Assert.Equal(
            Describe.Value(array), Describe.Value(Weft.Deserialize(new Payload(payload.Header, pieces))));
    }

    [Fact]
    [Trait("reference", "5")]
    public void A_marked_value_is_equal_by_its_value_and_shows_it()
    {
        var marked = new ToSerialize("data");
        Assert.Equal("data", marked.Value);
        Assert.Contains("data", marked.ToString(), StringComparison.Ordinal);
        Assert.Equal(marked, new ToSerialize("data"));
        Assert.NotEqual(marked, new ToSerialize("other"));
        Assert.Equal(marked.GetHashCode(), new ToSerialize("data").GetHashCode());
    }

    [Fact]
    [Trait("reference", "6")]
    public void An_encoded_value_is_equal_by_its_header_and_frames()
    {
        var first = new Serialized(Weft.Serialize(new[] { 1, 2 }));
        Assert.Equal(first, new Serialized(Weft.Serialize(new[] { 1, 2 })));
        Assert.NotEqual(first, new Serialized(Weft.Serialize(new[] { 1, 3 })));
        Assert.NotEqual(first, new Serialized(Weft.Serialize(new List<int> { 1, 2 })));
    }

    [Fact]
    [Trait("reference", "87")]
    public void Mapped_memory_travels_as_its_content_without_a_copy_on_the_way_out()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, [1, 2, 3, 4]);
            using var mapped = MemoryMappedFile.CreateFromFile(file, FileMode.Open);
            using var view = mapped.CreateViewAccessor(0, 4);
            using var memory = new Mapped(view.SafeMemoryMappedViewHandle, 4);
            var payload = Weft.Serialize(memory.Memory, Raise);
            view.Write(0, (byte)9);
            Assert.Equal([9, 2, 3, 4], payload.Frames[0].ToArray());
            Assert.Equal([9, 2, 3, 4], Weft.Deserialize<Memory<byte>>(payload).ToArray());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    [Trait("reference", "12")]
    public void A_type_that_needs_no_frames_comes_back()
    {
        var registry = new SerializerRegistry();
        registry.Register<Handle>(_ => new Payload(Header.Empty), (_, _) => new Handle(0));
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Handle(0), Raise);
        Assert.Empty(payload.Frames);
        Assert.IsType<Handle>(weft.Deserialize(payload));
    }

    [Fact]
    [Trait("reference", "33")]
    [Trait("reference", "34")]
    public void Empty_memory_keeps_its_element_type_and_empty_grids_their_lengths()
    {
        Assert.Equal(0, Weft.Deserialize<Memory<int>>(Weft.Serialize(Memory<int>.Empty, Raise)).Length);
        Assert.Equal(0, Weft.Deserialize<ReadOnlyMemory<double>>(
            Weft.Serialize(ReadOnlyMemory<double>.Empty, Raise)).Length);
        var grid = Weft.Deserialize<int[,]>(Weft.Serialize(new int[0, 5], Raise));
        Assert.Equal((0, 5), (grid.GetLength(0), grid.GetLength(1)));
        var tensor = Tensor.Create(Array.Empty<float>(), [5, 0]);
        Assert.Equal([5, 0], Weft.Deserialize<Tensor<float>>(Weft.Serialize(tensor, Raise)).Lengths.ToArray());
    }

    [Fact]
    [Trait("reference", "81")]
    public void A_five_by_five_array_has_its_type_and_one_frame()
    {
        var ones = Tensor.Create(Enumerable.Repeat(1.0, 25).ToArray(), [5, 5]);
        foreach (object value in new object[] { ones, new double[5, 5] })
        {
            var payload = Weft.Serialize(value, Raise);
            Assert.True(payload.Header.Contains("type"));
            Assert.Single(payload.Frames);
            Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(payload)));
        }
    }

    [Fact]
    [Trait("reference", "82")]
    public void Shape_element_type_order_and_values_are_kept_whatever_the_array()
    {
        var cube = Enumerable.Range(0, 120).ToArray();
        object[] values =
        [
            Tensor.Create([5.0], [1]), Tensor.Create(cube, [4, 5, 6]), Tensor.Create(cube, [4, 5, 6], [1, 4, 20]),
            Tensor.Create(cube, [4, 5, 6]).Slice(1..3, .., 2..4), Tensor.Create(cube, [4, 3], [30, 2]),
            Tensor.Create([1, 2], [3, 2], [0, 1]), Tensor.Create([true, false], [2, 1]),
            Tensor.Create([new System.Numerics.Complex(1, 2)], [1, 1]), Tensor.Create([DateTime.UnixEpoch], [1]),
            Tensor.Create([TimeSpan.MaxValue], [1]), Tensor.Create([(Half)1.5, (Half)2.5], [2]),
            Tensor.Create([1.10m], [1]), Tensor.Create(Array.Empty<int>(), [0, 3]), new[] { "a", "bc" },
            new double[2, 0, 3], new[] { new[] { 1 }, [2, 3] }, new bool[2, 2], new[] { 'x' }, new[] { Guid.Empty },
        ];
        foreach (object value in values)
        {
            var payload = Weft.Serialize(value, Raise);
            object back = Weft.Deserialize(payload)!;
            Assert.Equal(Describe.Value(value), Describe.Value(back));
            if (value is Tensor<int> { Rank: 3 } order && order.FlattenedLength == 120)
            {
                Assert.Equal(order.Strides.ToArray(), ((Tensor<int>)back).Strides.ToArray());
            }
        }

        var nested = Weft.Serialize(new object[] { new[] { 1.0 }, new[] { 2 } }, Raise);
        Assert.True(nested.Frames.Count > 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("reference", "83")]
    public void What_comes_back_may_be_written_to_and_the_sender_does_not_see_it(bool isTensor)
    {
        var array = new[] { 1.0, 2.0 };
        object value = isTensor ? Tensor.Create(array, [2]) : array;
        var payload = Weft.Serialize(value, Raise);
        object back = Weft.Deserialize(payload)!;
        if (back is Tensor<double> tensor) tensor[0] = 9;
        else ((double[])back)[0] = 9;
        Assert.Equal(1.0, array[0]);
        Assert.Equal(1.0, BitConverter.ToDouble(payload.Frames[0].Span));
    }

    [Fact]
    [Trait("reference", "84")]
    public void Values_with_a_mask_keep_both()
    {
        foreach (object masked in new object[]
                 {
                     Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? null : (double?)i).ToArray(),
                     Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? null : (short?)i).ToList(),
                     new decimal?[50], new int?[] { 1, null }, Enumerable.Range(0, 16).Select(i => (long?)i).ToArray(),
                     Enumerable.Range(0, 40).Select(i => i > 20 ? null : (System.Numerics.Complex?)i).ToArray(),
                 })
        {
            Assert.Equal(Describe.Value(masked), Describe.Value(Weft.Deserialize(Weft.Serialize(masked, Raise))));
        }
    }

    [Fact]
    [Trait("reference", "88")]
    public void A_large_array_is_sent_as_it_is_at_the_moment_of_sending()
    {
        var large = new double[(2 << 26) / 8];
        var frames = Weft.Dumps(new List<object?> { new ToSerialize(large) });
        Assert.Equal(4, frames.Count);
        large[^1] = 5;
        large[0] = 6;
        var back = (double[])((List<object?>)Weft.Loads(frames)!)[0]!;
        Assert.Equal((6.0, 5.0, large.Length), (back[0], back[^1], back.Length));
    }

    [Fact]
    [Trait("reference", "93")]
    public void A_repeated_tensor_is_fewer_bytes_than_its_length_and_may_be_written_to()
    {
        (int[] Lengths, int[] Strides, int Distinct)[] forms =
            [([10, 3], [0, 1], 3), ([3, 10], [1, 0], 3), ([2, 3, 4], [3, 1, 0], 6), ([5], [0], 1)];
        foreach (var (lengths, strides, distinct) in forms)
        {
            var tensor = Tensor.Create(
                Enumerable.Range(0, distinct).Select(i => (double)i).ToArray(),
                [.. lengths.Select(l => (nint)l)], [.. strides.Select(s => (nint)s)]);
            var payload = Weft.Serialize(tensor, Raise);
            Assert.Equal(distinct * 8, payload.FrameBytes);
            Assert.True(payload.FrameBytes < tensor.FlattenedLength * 8);
            var back = Weft.Deserialize<Tensor<double>>(payload);
            Assert.Equal(Describe.Value(tensor), Describe.Value(back));
            back[new nint[lengths.Length].AsSpan()] = 42;
            Assert.Equal(0.0, tensor[new nint[lengths.Length].AsSpan()]);
        }
    }

    public sealed record Handle(int Number);

    private sealed unsafe class Mapped(SafeBuffer view, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan()
        {
            byte* start = null;
            view.AcquirePointer(ref start);
            view.ReleasePointer();
            return new Span<byte>(start, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0) =>
            new((byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref GetSpan()[0]) + elementIndex);

        public override void Unpin()
        {
            // Mapped memory does not move.
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
