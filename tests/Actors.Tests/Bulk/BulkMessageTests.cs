using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Weft.Serialization;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors.Tests;

public sealed class BulkMessageTests() : TestKit(TwoSystems.ConfigOf(""))
{
    internal static readonly BulkMessage[] Samples =
    [
        new BulkMessage.Hello(BulkMessageCodec.Version, 2, -3, "0.1.0", ".NET", 128_000, true, "zlib", 1L << 40),
        new BulkMessage.HelloAck(
            2, long.MinValue, "host", 4053, Filled(1), Filled(2), "0.1.0", ["dask", "pickle"], 1L << 40, 100, 1L << 36),
        new BulkMessage.HelloAck(
            2, 3, "host", 0, Filled(1), Filled(2), "0.1.0", null, 1, 1, 1, ".NET", long.MaxValue, "zlib"),
        new BulkMessage.HelloRefused(5, "no"),
        new BulkMessage.Tickets([]),
        new BulkMessage.Tickets(
        [
            new DataTicket(
                7, "akka://s/user/a", "", DataForm.Value, 3, new Envelope(ReadOnlyMemory<byte>.Empty, [Encoded(3)])),
            new DataTicket(8, "akka://s/user/a", "akka://s/user/b", DataForm.Selected, 1L << 33, null),
            new DataTicket(
                9, "akka://s/user/ü", "akka://s/user/b", DataForm.Wrapped, 5,
                new Envelope(new byte[] { 1, 2, 3 }, [Encoded(0), Encoded(1), Encoded(200)])),
            .. Enumerable.Range(0, 20).Select(id => new DataTicket(
                id, "a", "b", DataForm.Message, 1, new Envelope(ReadOnlyMemory<byte>.Empty, []))),
        ]),
        new BulkMessage.Delivered(4, [1, 2, long.MaxValue]),
        new BulkMessage.Failed(1L << 40, 9, DataSendFailure.DecodeRefused, "why"),
        new BulkMessage.Decoding(3),
    ];

    [Fact]
    public void Every_message_has_a_binding_an_id_and_a_manifest_and_comes_back_as_it_was()
    {
        foreach (var sample in Samples)
        {
            var serializer = Assert.IsType<WeftBulkSerializer>(Sys.Serialization.FindSerializerFor(sample));
            Assert.Equal((134, "b1"), (serializer.Identifier, serializer.Manifest(sample)));
            var bytes = serializer.ToBinary(sample);
            var back = Sys.Serialization.Deserialize(bytes, 134, "b1");
            Assert.Equal(sample.GetType(), back.GetType());
            Assert.Equal(bytes, serializer.ToBinary(back));
        }
        var types = typeof(BulkMessage).GetNestedTypes(System.Reflection.BindingFlags.NonPublic);
        Assert.Equal(types.Order(Names), Samples.Select(sample => sample.GetType()).Distinct().Order(Names));
    }

    [Fact]
    public void Whatever_bytes_come_the_only_exception_is_a_serialization_exception()
    {
        var random = new Random(134);
        foreach (var sample in Samples)
        {
            var valid = BulkMessageCodec.Encode(sample);
            for (var round = 0; round < 500; round++)
            {
                var bytes = (byte[])valid.Clone();
                for (var flip = 0; flip < 2; flip++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                if (round % 3 == 0) bytes = bytes[..random.Next(bytes.Length)];
                var error = Record.Exception(() => BulkMessageCodec.Decode(bytes, Limits.Default));
                if (error is not null) Assert.IsType<WireFormatException>(error);
            }
        }
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerFor(Samples[0]);
        Assert.Throws<SerializationException>(() => serializer.FromBinary([0xc1], "b1"));
        Assert.ThrowsAny<SerializationException>(() => serializer.FromBinary([], "b2"));
        Assert.Throws<SerializationException>(() => serializer.ToBinary("text"));
    }

    [Fact]
    public void A_session_whose_tickets_begin_below_one_is_refused()
    {
        var hello = new BulkMessage.Hello(BulkMessageCodec.Version, 2, 3, "0.1.0", FirstTicket: 0);
        var error = Assert.Throws<WireFormatException>(
            () => BulkMessageCodec.Decode(BulkMessageCodec.Encode(hello), Limits.Default));
        Assert.Contains("first ticket 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weft.bulk.hostnam = x", "weft.bulk.hostnam")]
    [InlineData("weft.bulk.port = 70000", "weft.bulk.port = 70000")]
    [InlineData("weft.bulk.port = many", "weft.bulk.port = many")]
    [InlineData("weft.bulk.inline-bytes = 5MiB", "weft.bulk.inline-bytes")]
    [InlineData("weft.bulk.inline-bytes = much", "weft.bulk.inline-bytes")]
    [InlineData("weft.bulk.in-flight-bytes = 0", "weft.bulk.in-flight-bytes")]
    [InlineData("weft.bulk.queued-messages = 0", "weft.bulk.queued-messages = 0")]
    [InlineData("weft.bulk.handshake-timeout = 0s", "weft.bulk.handshake-timeout")]
    [InlineData("weft.bulk.payload-timeout = soon", "weft.bulk.payload-timeout")]
    [InlineData("weft.bulk.retire-after = 0s", "weft.bulk.retire-after")]
    public void A_wrong_key_or_value_is_named(string extra, string named)
    {
        var error = Assert.Throws<ConfigurationException>(
            () => WeftSettings.Read(TwoSystems.ConfigOf(extra), (ExtendedActorSystem)Sys));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_those_of_the_reference_configuration()
    {
        var expected = new BulkSettings(
            "", 0, 32 << 10, 256L << 20, 100_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        Assert.Equal(expected, WeftSettings.Read(WeftConfig.Reference, (ExtendedActorSystem)Sys).Bulk);
    }

    private static Comparer<Type> Names => Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));

    private static Serialized Encoded(int length) =>
        new(WeftSerializer.Default.Serialize(Enumerable.Range(0, length).ToArray()));

    private static byte[] Filled(byte value)
    {
        var bytes = new byte[32];
        Array.Fill(bytes, value);
        return bytes;
    }
}
