using Akka.TestKit.Xunit2;
using MessagePack;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>The family <c>messagepack</c> takes what is marked and allowed, and nothing else.</summary>
public sealed class MessagePackFamilyTests() : TestKit(TwoSystems.ConfigOf(
    """
    akka.actor.provider = local
    weft.serialization.allowed-types = [
      "Weft.Actors.Tests.MessagePackFamilyTests+Trade, Weft.Actors.Tests",
      "Weft.Actors.Tests.MessagePackFamilyTests+Book, Weft.Actors.Tests",
      "Weft.Actors.Tests.MessagePackFamilyTests+Chest, Weft.Actors.Tests",
      "Weft.Actors.Tests.MessagePackFamilyTests+Plain, Weft.Actors.Tests",
    ]
    """))
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    private WeftSerializer Serializer => WeftExtension.Of(Sys).Serializer;

    [Fact]
    public void A_marked_and_allowed_type_travels_by_its_annotations()
    {
        var book = new Book { Trades = [new Trade { Symbol = "A", Price = 1.5 }], Hidden = "x" };
        var payload = Serializer.Serialize(book, Raise);
        Assert.Equal("messagepack", payload.Header.Serializer);
        var back = Serializer.Deserialize<Book>(payload);
        Assert.Equal(("A", 1.5), (back.Trades[0].Symbol, back.Trades[0].Price));
        Assert.Null(back.Hidden);
    }

    [Fact]
    public void An_order_without_it_leaves_marked_types_to_others()
    {
        var payload = Serializer.Serialize(new Trade(), Raise with { Serializers = ["dask", "pickle"] });
        Assert.Equal("pickle", payload.Header.Serializer);
    }

    [Fact]
    public void What_is_not_marked_is_declined()
    {
        Assert.Equal("pickle", Serializer.Serialize(new Plain(3), Raise).Header.Serializer);
        Assert.Equal("pickle", Serializer.Serialize("text", Raise).Header.Serializer);
    }

    [Fact]
    public void A_type_that_is_not_allowed_is_refused_on_both_ways()
    {
        var error = Assert.Throws<SerializationFailedException>(() => Serializer.Serialize(new Secret(), Raise));
        Assert.Contains(nameof(Secret), error.Message, StringComparison.Ordinal);
        var payload = Payload("[Weft.Actors.Tests]" + typeof(Secret).FullName, [0x90]);
        var refusal = Assert.Throws<DeserializationRefusedException>(() => Serializer.Deserialize(payload));
        Assert.Contains(nameof(Secret), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_is_not_allowed_is_refused_inside_an_allowed_one()
    {
        var error = Assert.Throws<SerializationFailedException>(
            () => Serializer.Serialize(new Chest { Inside = new Secret() }, Raise));
        Assert.Contains(nameof(Secret), error.Message, StringComparison.Ordinal);
        var payload = Payload(Serializer.Types.NameOf(typeof(Chest)), [0x91, 0x90]);
        var refusal = Assert.Throws<DeserializationRefusedException>(() => Serializer.Deserialize(payload));
        Assert.Contains(nameof(Secret), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_encodes_unlisted_types_still_decodes_none_inside_an_allowed_one()
    {
        var options = new WeftSerializerOptions
        {
            Serializers = ["messagepack"],
            TypePolicy = Serializer.Types.EncodeUnlisted(),
        };
        var lax = new WeftSerializer(Serializer.Registry, options);
        var payload = lax.Serialize(new Chest { Inside = new Secret() }, Raise);
        Assert.Throws<DeserializationRefusedException>(() => lax.Deserialize(payload));
    }

    [Fact]
    public void An_unmarked_type_named_by_a_peer_is_malformed()
    {
        var payload = Payload(Serializer.Types.NameOf(typeof(Plain)), [0x90]);
        Assert.Throws<WireFormatException>(() => Serializer.Deserialize(payload));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0xc0 })]
    [InlineData(new byte[] { 0x91, 0xdd, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x91, 0x90, 0x00 })]
    public void Malformed_bytes_are_a_wire_format_exception(byte[] bytes)
    {
        var payload = Payload(Serializer.Types.NameOf(typeof(Book)), bytes);
        Assert.Throws<WireFormatException>(() => Serializer.Deserialize(payload));
    }

    private static Payload Payload(string type, byte[] bytes) =>
        new(new HeaderBuilder().Set("serializer", "messagepack").Set("type", type).Build(), bytes);

    [MessagePackObject]
    public sealed class Trade
    {
        [Key(0)]
        public string Symbol { get; set; } = "";

        [Key(1)]
        public double Price { get; set; }
    }

    [MessagePackObject]
    public sealed class Book
    {
        [Key(0)]
        public Trade[] Trades { get; set; } = [];

        [IgnoreMember]
        public string? Hidden { get; set; }
    }

    [MessagePackObject]
    public sealed class Chest
    {
        [Key(0)]
        public Secret? Inside { get; set; }
    }

    [MessagePackObject]
    public sealed class Secret;

    public sealed record Plain(int Number);
}
