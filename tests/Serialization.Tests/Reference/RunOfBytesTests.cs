using System.Runtime.InteropServices;

namespace Weft.Serialization.Tests;

/// <summary>The reference's serialize_bytes and frame packing: here, an envelope as one run of bytes.</summary>
public sealed class RunOfBytesTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    public static TheoryData<object> Values => new()
    {
        1, "abc", new byte[80_000_000], new byte[128_000_000], (new byte[64_000_000], new byte[64_000_000]),
    };

    public static TheoryData<Array> Arrays => new()
    {
        Array.Empty<double>(), new[] { 1.5, -0.0, double.NaN }, new[,] { { 1, 2, 3 }, { 4, 5, 6 } },
        new[] { true, false, true }, new[] { new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc) },
        new[] { "a", "", "ü" }, new decimal[100_000],
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    [Trait("reference", "15")]
    public void Values_come_back_from_one_run_of_bytes(object value)
    {
        Mark(value);
        foreach (string[]? families in new[] { null, new[] { "pickle" } })
        {
            var packed = Pack(value, families);
            Assert.True(IsSame(value, Unpack(packed)), $"a {value.GetType()} came back changed");
        }
    }

    [Theory]
    [MemberData(nameof(Arrays), DisableDiscoveryEnumeration = true)]
    [Trait("reference", "16")]
    public void Arrays_come_back_from_one_run_of_bytes(Array array)
    {
        var back = Unpack(Pack(array));
        Assert.Equal(array.GetType(), back!.GetType());
        Assert.Equal(array, back);
    }

    [Fact]
    [Trait("reference", "17")]
    public void Read_only_values_decoded_twice_from_one_run_share_its_memory()
    {
        var packed = Pack(new ReadOnlyMemory<byte>([0, 1, 2, 3, 4]));
        var first = (ReadOnlyMemory<byte>)Unpack(packed)!;
        var second = (ReadOnlyMemory<byte>)Unpack(packed)!;
        Assert.Equal([0, 1, 2, 3, 4], first.ToArray());
        Assert.True(first.Span.Overlaps(packed));
        Assert.True(first.Span == second.Span);
    }

    [Fact]
    [Trait("reference", "18")]
    public void Writing_through_a_writable_value_shows_in_another_decoded_from_the_same_run()
    {
        // .NET's own arrays cannot lie inside a run; a type that can is given the very frame.
        var registry = new SerializerRegistry();
        registry.Register<Window>(
            window => new Payload(Header.Empty, window.Bytes),
            (_, frames) => new Window(MemoryMarshal.AsMemory(frames[0])));
        var weft = new WeftSerializer(registry);
        var window = new Window(new byte[] { 0, 1, 2 });
        var packed = PackedEnvelope.Pack(
            new Envelope(default, [new ToSerialize(window)]), weft, SerializeOptions.Default);
        var first = (Window)Unpack(packed, weft)!;
        var second = (Window)Unpack(packed, weft)!;
        first.Bytes.Span[1] = 99;
        Assert.Equal([0, 99, 2], second.Bytes.ToArray());
    }

    [Fact]
    [Trait("reference", "50")]
    public void Frames_packed_into_one_run_come_out_as_they_went_in()
    {
        byte[][] frames = [[1, 2, 3], [], [4], new byte[1000]];
        var payload = new Payload(Header.Empty, [.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]);
        byte[] packed = PackedEnvelope.Pack(
            new Envelope(new byte[] { 0xC0 }, [new Serialized(payload)]), Weft, SerializeOptions.Default);
        var back = (Serialized)PackedEnvelope.Unpack(packed, Limits.Default).Values[0];
        Assert.Equal(frames, back.Payload.Frames.Select(frame => frame.ToArray()));
    }

    [Theory]
    [InlineData("456")]
    [InlineData("")]
    [Trait("reference", "51")]
    public void What_stands_behind_a_value_is_the_readers_to_see_and_never_taken_for_its_frames(string behind)
    {
        var packed = Pack(new byte[] { 1, 2, 3 });
        byte[] longer = [.. packed, .. behind.Select(c => (byte)c)];

        // A carrier that knows nothing but one array has nothing to say behind it.
        var refused = Record.Exception(() => PackedEnvelope.Unpack(longer, Limits.Default));
        if (behind.Length == 0) Assert.Null(refused);
        else Assert.Contains("3 bytes of frames that nothing declares", refused!.Message, StringComparison.Ordinal);

        // A reader of a stream of messages stops where one ends, and has the rest.
        var reader = new MsgPackReader((byte[])[0x93, 1, 2, 3, .. behind.Select(c => (byte)c)], Limits.Default);
        reader.Skip();
        Assert.Equal(4, reader.Offset);
        Assert.Equal(behind.Length == 0, reader.IsAtEnd);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("reference", "52")]
    public void Frames_that_have_not_arrived_are_asked_for_with_their_lengths(int present)
    {
        var registry = new SerializerRegistry();
        registry.Register<Window>(
            window => new Payload(Header.Empty, window.Bytes[..3], window.Bytes[3..]),
            (_, frames) => new Window(frames.SelectMany(frame => frame.ToArray()).ToArray()));
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Window(new byte[] { 1, 2, 3, 4, 5 }));
        using var receiver = weft.BeginReceive(payload.Header, [3, 2]);
        for (int i = 0; i < present; i++) payload.Frames[i].CopyTo(receiver.Destination(i));
        var missing = Enumerable.Range(present, 2 - present).Select(i => receiver.Destination(i).Length);
        Assert.Equal(new[] { 3, 2 }[present..], missing);
        for (int i = present; i < 2; i++) payload.Frames[i].CopyTo(receiver.Destination(i));
        Assert.Equal([1, 2, 3, 4, 5], ((Window)receiver.Complete()!).Bytes.ToArray());

        // Where all were said to be there, one that is missing is malformed.
        var shorter = PackedEnvelope.Pack(
            new Envelope(default, [new Serialized(payload)]), weft, SerializeOptions.Default)[..^(present + 1)];
        Assert.Throws<WireFormatException>(() => PackedEnvelope.Unpack(shorter, Limits.Default));
    }

    private static byte[] Pack(object? value, string[]? families = null) => PackedEnvelope.Pack(
        new Envelope(default, [new ToSerialize(value)]), Weft, new SerializeOptions { Serializers = families });

    private static object? Unpack(byte[] packed, WeftSerializer? serializer = null)
    {
        var value = (Serialized)PackedEnvelope.Unpack(packed, Limits.Default).Values.Single();
        return (serializer ?? Weft).Deserialize(value.Payload);
    }

    // Bytes that are all alike would not show whether they came back in their places.
    private static void Mark(object value)
    {
        foreach (var bytes in BytesOf(value))
        {
            for (int i = 0; i < bytes.Length; i += 4093) bytes[i] = (byte)(i >> 8);
        }
    }

    private static bool IsSame(object value, object? back)
    {
        if (back is null || back.GetType() != value.GetType()) return false;
        var (own, others) = (BytesOf(value), BytesOf(back));
        if (own.Length == 0) return value.Equals(back);
        return own.Length == others.Length
            && own.Zip(others).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }

    private static byte[][] BytesOf(object value) => value switch
    {
        byte[] bytes => [bytes],
        (byte[] left, byte[] right) => [left, right],
        _ => [],
    };

    private sealed record Window(Memory<byte> Bytes);
}
