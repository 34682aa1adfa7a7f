using System.Buffers;
using System.Buffers.Binary;

namespace Weft.Serialization.Tests;

public class PackedEnvelopeTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly byte[] Body = [0x93, 1, 2, 3];

    /// <summary>Two values: one of two frames, the second of them empty, and one without frames.</summary>
    internal static byte[] Example() => Pack(
        Of(new byte[] { 10, 11, 12 }, Array.Empty<byte>()), Of());

    [Fact]
    public void An_envelope_comes_back_with_its_body_and_its_values_in_their_order()
    {
        var values = new object?[] { new[] { 1.5, 2.5 }, "text", null, new[,] { { 1, 2 }, { 3, 4 } } };
        var envelope = new Envelope(Body, [.. values.Select(v => new ToSerialize(v))]);
        var back = PackedEnvelope.Unpack(
            PackedEnvelope.Pack(envelope, Weft, SerializeOptions.Default), Limits.Default);
        Assert.Equal(Body, back.Body.ToArray());
        Assert.Equal(values, back.Values.Select(v => Weft.Deserialize(((Serialized)v).Payload)));
    }

    [Fact]
    public void One_value_alone_is_packed_as_an_envelope_of_it()
    {
        foreach (var value in new object?[] { new[] { 1.5, 2.5 }, new byte[300], "text", null, new[,] { { 1 } } })
        {
            var packed = PackedEnvelope.Pack(Weft.Serialize(value), Limits.Default);
            Assert.Equal(
                PackedEnvelope.Pack(
                    new Envelope(default, [new ToSerialize(value)]), Weft, SerializeOptions.Default),
                packed);
            Assert.Equal(value, PackedEnvelope.Deserialize(packed, Weft));
        }
    }

    [Fact]
    public void Anything_but_one_value_is_refused_where_one_is_expected()
    {
        foreach (var packed in new[] { Pack(), Pack(Of([1])), Pack(Of(), Of()) })
            Assert.Throws<WireFormatException>(() => PackedEnvelope.Deserialize(packed, Weft));
        var bodiless = PackedEnvelope.Pack(new Envelope(default, []), Weft, SerializeOptions.Default);
        var refused = Assert.Throws<WireFormatException>(() => PackedEnvelope.Deserialize(bodiless, Weft));
        Assert.Contains("one value and no body was expected, 0 came", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(70_000)]
    public void An_array_alone_ends_as_if_its_envelope_were_taken_apart_whatever_byte_changes(int count)
    {
        var packed = PackedEnvelope.Pack(Weft.Serialize(new float[count]), Limits.Default);
        for (int i = 0; i < Math.Min(packed.Length, 160); i++)
        {
            foreach (byte mask in (byte[])[0x01, 0x02, 0x40, 0x80, 0xff])
            {
                packed[i] ^= mask;
                Assert.Equal(Outcome(ThroughEnvelope, packed), Outcome(Alone, packed));
                packed[i] ^= mask;
            }

            Assert.Equal(Outcome(ThroughEnvelope, packed[..i]), Outcome(Alone, packed[..i]));
        }

        Assert.Equal(new float[count], Alone(packed));

        static object? Alone(byte[] packed) => PackedEnvelope.Deserialize(packed, Weft);
        static object? ThroughEnvelope(byte[] packed) => PackedEnvelope.Unpack(packed, Limits.Default) switch
        {
            { Body.Length: 0, Values: [Serialized value] } => Weft.Deserialize(value.Payload),
            var other => throw new WireFormatException(
                $"one value and no body was expected, {other.Values.Count} came and a body of "
                + $"{other.Body.Length} bytes"),
        };
    }

    [Fact]
    public void Limits_hold_for_an_array_alone()
    {
        var packed = PackedEnvelope.Pack(Weft.Serialize(new double[10]), Limits.Default);
        foreach (var limits in new Limits[]
        {
            new() { HeaderBytesMax = 20 }, new() { FrameBytesMax = 79 }, new() { PayloadBytesMax = 90 },
        })
        {
            var strict = new WeftSerializer(new SerializerRegistry(), new WeftSerializerOptions { Limits = limits });
            Assert.Throws<WireFormatException>(() => PackedEnvelope.Deserialize(packed, strict));
        }
    }

    [Fact]
    public void An_envelope_without_body_and_values_comes_back_empty()
    {
        var packed = PackedEnvelope.Pack(new Envelope(default, []), Weft, SerializeOptions.Default);
        var back = PackedEnvelope.Unpack(packed, Limits.Default);
        Assert.Equal(0, back.Body.Length);
        Assert.Empty(back.Values);
    }

    [Fact]
    public void Values_that_are_encoded_already_keep_header_and_frames_byte_for_byte()
    {
        var sent = Of(new byte[] { 10, 11, 12 }, Array.Empty<byte>());
        var back = (Serialized)PackedEnvelope.Unpack(Pack(sent), Limits.Default).Values[0];
        Assert.Equal(sent, back);
        Assert.Equal([3, 0], back.Payload.Frames.Select(f => f.Length));
    }

    [Fact]
    public void A_value_that_cannot_be_encoded_travels_as_its_error()
    {
        var packed = PackedEnvelope.Pack(
            new Envelope(Body, [new ToSerialize(new object())]), Weft,
            new SerializeOptions { Serializers = ["msgpack"] });
        var value = (Serialized)PackedEnvelope.Unpack(packed, Limits.Default).Values[0];
        Assert.Throws<RemoteErrorException>(() => Weft.Deserialize(value.Payload));
    }

    [Fact]
    public void Body_headers_and_frames_are_the_memory_of_the_run()
    {
        var packed = Pack(Of(new byte[] { 10, 11, 12 }));
        var back = PackedEnvelope.Unpack(packed, Limits.Default);
        var payload = ((Serialized)back.Values[0]).Payload;
        Assert.True(back.Body.Span.Overlaps(packed));
        Assert.True(payload.Header.Encoded.Span.Overlaps(packed));
        packed[^1] = 99;
        Assert.Equal(99, payload.Frames[0].Span[2]);
    }

    [Fact]
    public void A_run_that_is_cut_at_any_position_is_refused()
    {
        var packed = Example();
        for (int length = 0; length < packed.Length; length++)
        {
            Assert.Throws<WireFormatException>(
                () => PackedEnvelope.Unpack(packed.AsMemory(0, length), Limits.Default));
        }
    }

    [Fact]
    public void A_byte_behind_the_frames_or_behind_the_head_is_refused()
    {
        var packed = Example();
        Assert.Throws<WireFormatException>(() => PackedEnvelope.Unpack((byte[])[.. packed, 0], Limits.Default));

        // The head said to be one longer takes the first byte of the frames.
        BinaryPrimitives.WriteInt32LittleEndian(packed, BinaryPrimitives.ReadInt32LittleEndian(packed) + 1);
        Assert.Throws<WireFormatException>(() => PackedEnvelope.Unpack(packed, Limits.Default));
    }

    [Theory]
    [InlineData(5u)]
    [InlineData(int.MaxValue)]
    [InlineData((uint)int.MaxValue + 1)]
    [InlineData(uint.MaxValue)]
    public void A_head_said_to_be_longer_than_the_run_is_refused(uint headBytes)
    {
        var packed = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(packed, headBytes);
        Assert.Throws<WireFormatException>(() => PackedEnvelope.Unpack(packed, Limits.Default));
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(2L)]
    [InlineData(4L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_frame_whose_length_is_not_that_of_its_bytes_is_refused(long frameBytes)
    {
        var head = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(head);
        writer.WriteArrayHeader(2);
        writer.WriteBinary(Body);
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(2);
        writer.WriteBinary(Header.Empty.Encoded.Span);
        writer.WriteArrayHeader(1);
        writer.WriteInt64(frameBytes);
        writer.Flush();
        var packed = (byte[])[(byte)head.WrittenCount, 0, 0, 0, .. head.WrittenSpan, 10, 11, 12];
        Assert.Throws<WireFormatException>(() => PackedEnvelope.Unpack(packed, Limits.Default));
    }

    [Fact]
    public void Every_changed_byte_ends_in_an_envelope_or_in_a_refusal()
    {
        var packed = Example();
        int refused = 0;
        for (int i = 0; i < packed.Length; i++)
        {
            foreach (byte mask in (byte[])[0x01, 0x80, 0xff])
            {
                var changed = (byte[])packed.Clone();
                changed[i] ^= mask;
                try
                {
                    Assert.NotNull(PackedEnvelope.Unpack(changed, Limits.Default).Values);
                }
                catch (WireFormatException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, 1, 3 * packed.Length);
    }

    [Fact]
    public void What_a_reader_takes_is_bounded_by_its_limits()
    {
        var packed = Example();
        Limits[] stricter =
        [
            new() { MessageBytesMax = Body.Length - 1 }, new() { PayloadsPerMessageMax = 1 },
            new() { FrameCountMax = 1 }, new() { HeaderBytesMax = Header.Empty.Encoded.Length + 4 },
        ];
        foreach (var limits in stricter)
            Assert.Throws<WireFormatException>(() => PackedEnvelope.Unpack(packed, limits));
    }

    [Fact]
    public void An_envelope_longer_than_one_frame_may_be_is_refused_by_its_writer()
    {
        var registry = new SerializerRegistry();
        var narrow = new WeftSerializer(
            registry, new WeftSerializerOptions { Limits = new Limits { FrameBytesMax = 100 } });
        var envelope = new Envelope(Body, [Of(new byte[90])]);
        var error = Assert.Throws<SerializationFailedException>(
            () => PackedEnvelope.Pack(envelope, narrow, SerializeOptions.Default));
        Assert.Contains("Limits.FrameBytesMax", error.Message, StringComparison.Ordinal);
    }

    private static Serialized Of(params byte[][] frames) => new(new Payload(
        new HeaderBuilder().Set("k", 1).Set("serializer", "x").Build(),
        [.. frames.Select(f => new ReadOnlyMemory<byte>(f))]));

    // What came of it, in words that tell two outcomes apart.
    private static string Outcome(Func<byte[], object?> decode, byte[] packed)
    {
        try
        {
            return decode(packed) is float[] numbers
                ? $"{numbers.Length}: {string.Join(' ', numbers.Take(40))}"
                : "something else";
        }
        catch (Exception refused) when (refused is WireFormatException or DeserializationRefusedException)
        {
            return $"{refused.GetType()}: {refused.Message}";
        }
    }

    private static byte[] Pack(params Serialized[] values) =>
        PackedEnvelope.Pack(new Envelope(Body, values), Weft, SerializeOptions.Default);
}
