using System.Runtime.InteropServices;

namespace Weft.Serialization.Tests;

/// <summary>The reference's merge_memoryviews and host arrays: here, shards that are joined again.</summary>
public sealed class JoinTests
{
    private static readonly byte[] Numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Fact]
    [Trait("reference", "53")]
    public void Nothing_joins_to_an_empty_view() => Assert.True(Shards.Join([]).IsEmpty);

    [Fact]
    [Trait("reference", "54")]
    public void One_piece_is_joined_by_itself()
    {
        ReadOnlyMemory<byte> piece = Numbers.AsMemory(2, 5);
        Assert.Equal(piece, Shards.Join([piece]));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(5, 5)]
    [InlineData(5, 0, 5)]
    [InlineData(1, 9)]
    [InlineData(3, 3, 4)]
    [InlineData(0, 0, 10, 0)]
    [InlineData(1, 1, 1, 1, 1, 5)]
    [InlineData(2, 3, 4)]
    [Trait("reference", "55")]
    public void Adjacent_pieces_join_to_one_view_of_their_memory(params int[] lengths)
    {
        // An array of bytes, an array of something else, and memory that no array stands behind.
        var doubles = MemoryMarshal.Cast<byte, double>(new byte[16]).ToArray();
        Numbers.CopyTo(MemoryMarshal.AsBytes(doubles.AsSpan()));
        var native = new CastBytes<char>("\u0100\u0302\u0504\u0706\u0908".AsMemory()).Memory;
        foreach (ReadOnlyMemory<byte> whole in
            new ReadOnlyMemory<byte>[] { Numbers, new ArrayBytes(doubles, 0, 10).Memory, native })
        {
            var joined = Shards.Join(Cut(whole, lengths));
            Assert.Equal(Numbers[..lengths.Sum()], joined.ToArray());
            Assert.True(joined.Span == whole.Span[..joined.Length]);
        }
    }

    [Fact]
    [Trait("reference", "55")]
    public void Parts_of_one_array_join_also_where_different_owners_stand_for_them()
    {
        var doubles = new[] { 1.0, 2.0, 3.0, 4.0 };
        var joined = Shards.Join([new ArrayBytes(doubles, 8, 8).Memory, new ArrayBytes(doubles, 16, 13).Memory]);
        Assert.True(joined.Span == MemoryMarshal.AsBytes(doubles.AsSpan())[8..29]);
        var bytes = Shards.Join([new ArrayBytes(Numbers, 0, 4).Memory, Numbers.AsMemory(4)]);
        Assert.True(bytes.Span == Numbers.AsSpan());
    }

    [Fact]
    [Trait("reference", "56")]
    public void Pieces_of_memory_that_nobody_may_write_to_join_too()
    {
        var text = new CastBytes<char>("abcdef".AsMemory());
        ReadOnlyMemory<byte> whole = text.Memory;
        var joined = Shards.Join([whole[..4], whole[4..]]);
        Assert.True(joined.Span == whole.Span);
    }

    [Theory]
    [InlineData(0, 4, 5, 10)]
    [InlineData(0, 5, 4, 10)]
    [InlineData(5, 10, 0, 5)]
    [Trait("reference", "58")]
    public void Pieces_with_a_gap_or_an_overlap_or_out_of_order_never_become_a_view(int a, int b, int c, int d)
    {
        ReadOnlyMemory<byte> whole = Numbers;
        var joined = Shards.Join([whole[a..b], whole[c..d]]);
        Assert.Equal([.. Numbers[a..b], .. Numbers[c..d]], joined.ToArray());
        Assert.False(joined.Span.Overlaps(Numbers));
    }

    [Fact]
    [Trait("reference", "59")]
    public void Pieces_of_two_buffers_never_become_a_view()
    {
        var other = Numbers.ToArray();
        var joined = Shards.Join([Numbers.AsMemory(0, 5), other.AsMemory(5)]);
        Assert.Equal(Numbers, joined.ToArray());
        Assert.False(joined.Span.Overlaps(Numbers) || joined.Span.Overlaps(other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12_345)]
    [Trait("reference", "63")]
    public void A_destination_is_writable_and_has_as_many_bytes_as_were_declared(int bytes)
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily("own", _ => null, (_, frames) => frames[0]);
        var header = new HeaderBuilder().Set(HeaderKeys.Serializer, "own").Build();
        using var receiver = new WeftSerializer(registry).BeginReceive(header, [bytes]);
        var destination = receiver.Destination(0);
        Assert.Equal(bytes, destination.Length);
        destination.Span.Fill(7);
        var frame = (ReadOnlyMemory<byte>)receiver.Complete()!;
        Assert.Equal(Enumerable.Repeat((byte)7, bytes), frame.ToArray());
        Assert.True(frame.Span == destination.Span);
    }

    [Fact]
    [Trait("reference", "64")]
    public void Pieces_of_different_buffers_are_joined_in_memory_of_their_own()
    {
        byte[] first = [1, 2];
        byte[] second = [3];
        Assert.True(MemoryMarshal.TryGetArray(Shards.Join([first, second]), out var joined));
        Assert.Equal([1, 2, 3], joined.ToArray());
        joined.AsSpan().Fill(9);
        Assert.Equal([1, 2], first);
        Assert.Equal([3], second);
    }

    [Fact]
    [Trait("reference", "65")]
    public void Joined_pieces_are_counted_in_bytes_whatever_their_elements()
    {
        var weft = TestSerializers.New();
        var bytes = weft.Serialize(new byte[] { 1, 2 }).Frames.Single();
        var longs = weft.Serialize(new long[] { 3, 4 }).Frames.Single();
        Assert.Equal(18, Shards.Join([bytes, longs]).Length);
    }

    private static ReadOnlyMemory<byte>[] Cut(ReadOnlyMemory<byte> whole, int[] lengths)
    {
        var pieces = new ReadOnlyMemory<byte>[lengths.Length];
        for (int i = 0; i < pieces.Length; i++) (pieces[i], whole) = (whole[..lengths[i]], whole[lengths[i]..]);
        return pieces;
    }
}
