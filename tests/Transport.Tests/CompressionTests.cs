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

    private static TransportOptions Offering(string? codec) => new()
    {
        Serializer = new WeftSerializer(
            SerializerRegistry.Default, new WeftSerializerOptions { Compression = codec }),
    };
}
