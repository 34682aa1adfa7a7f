namespace Weft.Serialization.Tests;

/// <summary>Read-only memory is decoded without a copy wherever its bytes can stand for it.</summary>
public sealed class ReadOnlyMemoryTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    [Theory]
    [InlineData("dask")]
    [InlineData("pickle")]
    [Trait("reference", "80")]
    public void A_read_only_value_decoded_twice_from_writable_frames_stays_read_only_and_shares_them(string family)
    {
        var payload = Weft.Serialize(
            new ReadOnlyMemory<double>([1, 2, 3]), new SerializeOptions { Serializers = [family, "dask"] });
        Assert.Equal(family, payload.Header.Serializer);
        var writable = payload.Frames.Select(frame => frame.ToArray()).ToArray();
        var copied = new Payload(payload.Header, [.. writable.Select(frame => (ReadOnlyMemory<byte>)frame)]);
        var first = (ReadOnlyMemory<double>)Weft.Deserialize(copied)!;
        var second = (ReadOnlyMemory<double>)Weft.Deserialize(copied)!;
        Assert.Equal([1, 2, 3], first.ToArray());
        Assert.True(first.Span == second.Span);
        BitConverter.TryWriteBytes(writable[^1], 7.0);
        Assert.Equal(7, second.Span[0]);
    }

    [Fact]
    public void Elements_that_do_not_lie_as_they_must_are_copied()
    {
        var payload = Weft.Serialize(new ReadOnlyMemory<double>([1, 2]));
        foreach (int offset in new[] { 0, 1, 4, 8, 16 })
        {
            var bytes = new byte[offset + 16];
            payload.Frames[0].CopyTo(bytes.AsMemory(offset));
            var value = (ReadOnlyMemory<double>)Weft.Deserialize(new Payload(payload.Header, bytes.AsMemory(offset)))!;
            Assert.Equal([1, 2], value.ToArray());
            bytes.AsSpan().Clear();
            Assert.Equal(offset % 8 == 0 ? 0 : 1, value.Span[0]);
        }
    }

    [Fact]
    public void A_borrowed_value_is_sent_on_pinned_and_cut_like_any_other()
    {
        var bytes = new byte[64];
        var payload = Weft.Serialize(new ReadOnlyMemory<long>([1, 2, 3, 4, 5, 6, 7, 8]));
        payload.Frames[0].CopyTo(bytes);
        var value = (ReadOnlyMemory<long>)Weft.Deserialize(new Payload(payload.Header, bytes))!;
        using (var pinned = value[2..].Pin()) Assert.NotEqual(0, PinnedAddress(pinned));
        var again = Weft.Serialize(value[3..]);
        Assert.True(again.Frames[0].Span == bytes.AsSpan(24));
        Assert.Equal([4L, 5, 6, 7, 8], ((ReadOnlyMemory<long>)Weft.Deserialize(again)!).ToArray());
    }

    [Fact]
    public void What_arrives_lands_in_memory_of_its_own()
    {
        var payload = Weft.Serialize(new ReadOnlyMemory<int>([1, 2, 3]));
        using var receiver = Weft.BeginReceive(payload.Header, [12]);
        payload.Frames[0].CopyTo(receiver.Destination(0));
        Assert.True(receiver.Destination(0).Span == receiver.Destination(0).Span);
        Assert.Equal([1, 2, 3], ((ReadOnlyMemory<int>)receiver.Complete()!).ToArray());
    }

    [Fact]
    public void Elements_that_have_wrong_bits_are_looked_at_in_memory_that_nobody_else_writes_to()
    {
        var payload = Weft.Serialize(new ReadOnlyMemory<bool>([true, false]));
        byte[] bytes = [1, 0];
        var value = (ReadOnlyMemory<bool>)Weft.Deserialize(new Payload(payload.Header, bytes))!;
        bytes[0] = 0;
        Assert.True(value.Span[0]);
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(payload.Header, new byte[] { 2, 0 })));
    }

    private static unsafe nint PinnedAddress(System.Buffers.MemoryHandle pinned) => (nint)pinned.Pointer;
}
