using System.Collections;
using System.Data;

namespace Weft.Serialization.Tests;

/// <summary>
/// What holds for every built-in per-type serializer. A class derived from it supplies values only; it names the
/// serializer it stands for, and a test lists those that nobody stands for.
/// </summary>
public abstract class TypeSerializerLaws
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);

    /// <summary>The wire name of the serializer under law.</summary>
    public abstract string SerializerName { get; }

    /// <summary>Values that it serves; empty and extreme ones among them.</summary>
    protected abstract IEnumerable<object> Values { get; }

    /// <summary>True where frames are the value's own memory.</summary>
    protected virtual bool IsAliasing => false;

    [Fact]
    public void Every_value_comes_back_equal_and_of_its_type()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            Assert.Equal("dask", payload.Header.Serializer);
            Assert.True(payload.Header.TryGetString("type", out string? name));
            Assert.Equal(SerializerName, name);
            AssertSame(value, Weft.Deserialize(payload));
        }
    }

    [Fact]
    public void A_payload_can_be_decoded_twice_and_is_left_as_it_was()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            var header = payload.Header.Encoded.ToArray();
            AssertSame(value, Weft.Deserialize(payload));
            AssertSame(value, Weft.Deserialize(payload));
            Assert.Equal(header, payload.Header.Encoded.ToArray());
        }
    }

    [Fact]
    public void Frames_received_in_place_make_the_same_value_as_frames_at_hand()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            using var receiver = Weft.BeginReceive(payload.Header,
                payload.Frames.Select(f => (long)f.Length).ToArray());
            Assert.Equal(payload.Frames.Count, receiver.FrameCount);
            for (int i = receiver.FrameCount - 1; i >= 0; i--)
            {
                Assert.Equal(payload.Frames[i].Length, receiver.Destination(i).Length);
                payload.Frames[i].CopyTo(receiver.Destination(i));
            }

            AssertSame(value, receiver.Complete());
        }
    }

    [Fact]
    public void A_cut_anywhere_in_header_or_frames_is_a_wire_format_error()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            for (int cut = 0; cut < Math.Min(payload.Header.Encoded.Length, 400); cut++)
            {
                Assert.Throws<WireFormatException>(() => Header.FromEncoded(payload.Header.Encoded[..cut]));
            }

            for (int i = 0; i < payload.Frames.Count; i++)
            {
                if (payload.Frames[i].Length == 0) continue;
                var frames = payload.Frames.ToArray();
                frames[i] = frames[i][..^1];
                Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(payload.Header, frames)));
                frames[i] = payload.Frames[i][..0];
                Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(payload.Header, frames)));
            }
        }
    }

    [Fact]
    public void A_flipped_bit_gives_a_value_or_a_typed_refusal_within_the_budget()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            if (payload.FrameBytes + payload.Header.Encoded.Length > 600) continue;
            Hostile.FlipEveryByte(Weft, payload);
        }
    }

    [Fact]
    public void Aliasing_is_as_declared()
    {
        foreach (object value in Values)
        {
            var first = Dumps(value);
            var second = Dumps(value);
            if (first.FrameBytes == 0) continue;
            unsafe
            {
                using var a = first.Frames[0].Pin();
                using var b = second.Frames[0].Pin();
                Assert.Equal(IsAliasing, a.Pointer == b.Pointer);
            }
        }
    }

    private static Payload Dumps(object value) =>
        Weft.Serialize(value, new SerializeOptions { Serializers = ["dask"], OnError = OnError.Raise });

    private static void AssertSame(object expected, object? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.GetType(), actual.GetType());
        switch (expected)
        {
            case DataTable table:
                TableTests.AssertEqual(table, (DataTable)actual);
                break;
            case Exception error:
                Assert.Equal(error.Message, ((Exception)actual).Message);
                break;
            case Array array:
                Assert.Equal(Lengths(array), Lengths((Array)actual));
                Assert.Equal(array.Cast<object?>(), ((Array)actual).Cast<object?>());
                break;
            case IEnumerable items:
                Assert.Equal(items.Cast<object?>(), ((IEnumerable)actual).Cast<object?>());
                break;
            case Memory<int> memory:
                Assert.Equal(memory.ToArray(), ((Memory<int>)actual).ToArray());
                break;
            case ReadOnlyMemory<char> memory:
                Assert.Equal(memory.ToArray(), ((ReadOnlyMemory<char>)actual).ToArray());
                break;
            default:
                Assert.Equal(expected, actual);
                break;
        }
    }

    private static IEnumerable<int> Lengths(Array array) => Enumerable.Range(0, array.Rank).Select(array.GetLength);
}
