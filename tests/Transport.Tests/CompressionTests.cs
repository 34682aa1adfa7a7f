using Weft.Serialization;

namespace Weft.Transport.Tests;

public sealed class CompressionTests
{
    public static TheoryData<string?, string?, string?> Offers => new()
    {
        { null, null, null }, { "zlib", null, null }, { null, "zlib", null }, { "zlib", "brotli", null },
        { "zlib", "zlib", "zlib" }, { "auto", "brotli", "brotli" },
    };

    [Theory]
    [MemberData(nameof(Offers))]
    public void Two_ends_compress_by_the_codec_that_both_offer(string? own, string? peer, string? agreed)
    {
        var pair = new MachinePair(Offering(own), Offering(peer)).Run();
        var terms = Offering(own).TermsFor(isDialer: true, Proximity.Remote);
        var context = terms.ContextTo(pair.Dialer.Peer!);
        Assert.Equal(agreed, context.Compression);
        Assert.Equal(agreed, terms.Receive(pair.Dialer.Peer!).Options.Context.Compression);
        var encoder = new ValueEncoder(terms, pair.Dialer.Peer!, context);
        var payload = encoder.Encode([new ToSerialize(new byte[100_000])])[0];
        Assert.Equal(agreed is not null, payload.FrameBytes < 10_000);
    }

    [Fact]
    public void Neighbours_compress_nothing_whatever_they_offer()
    {
        var pair = new MachinePair(Offering("zlib"), Offering("zlib")).Run();
        var terms = Offering("zlib").TermsFor(isDialer: true, Proximity.SameHost);
        var encoder = new ValueEncoder(terms, pair.Dialer.Peer!, terms.ContextTo(pair.Dialer.Peer!));
        Assert.Equal(100_000, encoder.Encode([new ToSerialize(new byte[100_000])])[0].FrameBytes);
    }

    [Fact]
    public void A_compressed_value_arrives_and_credit_is_asked_for_what_it_becomes()
    {
        var numbers = Enumerable.Range(0, 1_000_000).ToArray();
        var payload = WeftSerializer.Default.Serialize(numbers, new SerializeOptions { Compression = "zlib" });
        Assert.InRange(payload.FrameBytes, 100_000, 2_900_000);
        var pair = new MachinePair(Offering("zlib"), Offering("zlib"));
        pair.Run();
        pair.Listener.GrantsAtOnce = false;
        pair.Dialer.Send(Pair.Message(1, new Serialized(payload)), MessageKind.Data);
        pair.Run();
        var waiting = Assert.Single(pair.Listener.AwaitingCredit);
        Assert.Equal(payload.FrameBytes + 4_000_000, waiting.DeclaredBytes);
        Assert.True(waiting.Begin(out var refused));
        pair.Listener.Outbound.Grant(waiting.Transfer, refused.Span);
        pair.Run();
        var value = Assert.IsType<Deserialized>(Assert.Single(pair.Listener.Delivered).Values[0]);
        Assert.Null(value.Failure);
        Assert.Equal(numbers, value.Value);
    }

    [Fact]
    public void What_is_passed_on_is_neither_decompressed_nor_reckoned_as_if()
    {
        var payload = WeftSerializer.Default.Serialize(
            Enumerable.Range(0, 1_000_000).ToArray(), new SerializeOptions { Compression = "zlib" });
        var pair = new MachinePair(Offering("zlib"), Offering("zlib") with { DecodeValues = false }).Run();
        pair.Listener.GrantsAtOnce = false;
        pair.Dialer.Send(Pair.Message(1, new Serialized(payload)), MessageKind.Data);
        pair.Run();
        Assert.Equal(payload.FrameBytes, Assert.Single(pair.Listener.AwaitingCredit).DeclaredBytes);
    }

    [Fact]
    public void A_value_that_is_small_only_on_the_way_waits_for_credit()
    {
        var payload = WeftSerializer.Default.Serialize(
            new byte[10_000_000], new SerializeOptions { Compression = "zlib" });
        Assert.InRange(payload.FrameBytes, 1, ConnectionWire.InlineBytesMax);
        var pair = new MachinePair(Offering("zlib"), Offering("zlib")).Run();
        pair.Listener.GrantsAtOnce = false;
        pair.Dialer.Send(Pair.Message(1, new Serialized(payload)), MessageKind.Data);
        pair.Run();
        Assert.Empty(pair.Listener.Delivered);
        var waiting = Assert.Single(pair.Listener.AwaitingCredit);
        Assert.Equal(payload.FrameBytes + 10_000_000, waiting.DeclaredBytes);
        Assert.True(waiting.Begin(out var refused));
        pair.Listener.Outbound.Grant(waiting.Transfer, refused.Span);
        pair.Run();
        var value = Assert.IsType<Deserialized>(Assert.Single(pair.Listener.Delivered).Values[0]);
        Assert.Equal(new byte[10_000_000], value.Value);
    }

    [Fact]
    public void A_peer_that_sends_it_without_credit_all_the_same_makes_nobody_allocate()
    {
        var giant = WeftSerializer.Default.Serialize(
            new byte[10_000_000], new SerializeOptions { Compression = "zlib" });
        var terms = Offering("zlib").TermsFor(isDialer: false, Proximity.SameHost).Receive(null);
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        MessageHead.Write(content, new byte[] { 1 }, [giant, WeftSerializer.Default.Serialize(7)]);
        var head = MessageHead.Read(content.WrittenMemory, copy: true, Limits.Default, out _);
        byte[] frames = [.. giant.Frames[0].Span, .. WeftSerializer.Default.Serialize(7).Frames[0].Span];

        long before = GC.GetAllocatedBytesForCurrentThread();
        using var message = new IncomingMessage(head, MessageKind.Data, 0, terms);
        message.BeginInline();
        message.PlaceInline(frames);
        var envelope = message.Complete();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var refused = Assert.IsType<WireFormatException>(((Deserialized)envelope.Values[0]).Failure);
        Assert.Contains("10,000,000 bytes after decompression", refused.Message, StringComparison.Ordinal);
        Assert.Equal(7, ((Deserialized)envelope.Values[1]).Value);
        Assert.InRange(allocated, 0, 1_000_000);
    }

    private static TransportOptions Offering(string? codec) => new()
    {
        Serializer = new WeftSerializer(
            SerializerRegistry.Default, new WeftSerializerOptions { Compression = codec }),
    };
}
