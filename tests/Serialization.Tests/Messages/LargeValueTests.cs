using System.Runtime.InteropServices;

namespace Weft.Serialization.Tests;

/// <summary>
/// Values and messages beyond 2^31 bytes. Their memory is left as the system gives it, untouched, and so takes none.
/// </summary>
public sealed class LargeValueTests
{
    private const int Doubles = 300_000_000;
    private const int FrameBytesMax = 1 << 30;
    private const int ShardBytesMax = 64 << 20;
    private static readonly WeftSerializer Weft = TestSerializers.New();

    public static TheoryData<string> Large => ["doubles", "bytes", "list", "arrays"];

    [Theory]
    [MemberData(nameof(Large))]
    [Trait("reference", "49")]
    public void A_message_of_more_than_two_gigabytes_is_cut_and_joined_without_a_copy(string kind)
    {
        object value = Make(kind, out var runs);
        var frames = Weft.Dumps(new Dictionary<string, object?> { ["x"] = new ToSerialize(value), ["y"] = 1 });
        Assert.All(frames, frame => Assert.InRange(frame.Length, 1, ShardBytesMax));
        long expected = runs.Sum(run => (long)run.Length * Marshal.SizeOf(run.GetType().GetElementType()!));
        Assert.True(expected >= Limits.ArrayLengthMax);
        Assert.Equal(expected, frames.Skip(2).Sum(frame => (long)frame.Length));

        var left = (Dictionary<string, object?>)Weft.Loads(frames, deserialize: false)!;
        Assert.Equal(1, left["y"]);
        var payload = ((Serialized)left["x"]!).Payload;
        Assert.Equal(expected, payload.FrameBytes);
        Assert.All(payload.Frames, frame => Assert.InRange(frame.Length, 1, FrameBytesMax));
        AssertIsMemoryOf(runs, payload.Frames);
        var again = Weft.Dumps(left);
        Assert.Equal(frames.Count, again.Count);
        for (int i = 0; i < frames.Count; i++) Assert.True(i < 2 || frames[i].Span == again[i].Span);
    }

    [Fact]
    [Trait("reference", "49")]
    public void Three_hundred_million_doubles_land_in_one_array()
    {
        var payload = Weft.Serialize(GC.AllocateUninitializedArray<double>(Doubles));
        Assert.True(payload.Frames.Count > 2);
        using var receiver = Weft.BeginReceive(payload.Header, [.. payload.Frames.Select(frame => (long)frame.Length)]);
        for (int i = 0; i < payload.Frames.Count; i++)
        {
            // A mark at the first and the last element of each frame.
            var destination = MemoryMarshal.Cast<byte, double>(receiver.Destination(i).Span);
            (destination[0], destination[^1]) = (i + 0.25, i + 0.5);
        }

        var array = (double[])receiver.Complete()!;
        Assert.Equal(Doubles, array.Length);
        int at = 0;
        for (int i = 0; i < payload.Frames.Count; i++)
        {
            Assert.Equal(i + 0.25, array[at]);
            at += payload.Frames[i].Length / sizeof(double);
            Assert.Equal(i + 0.5, array[at - 1]);
        }
    }

    [Fact]
    [Trait("reference", "49")]
    public void A_carrier_of_one_array_refuses_what_does_not_fit_into_one_by_the_limit()
    {
        var envelope = new Envelope(default, [new ToSerialize(GC.AllocateUninitializedArray<double>(Doubles))]);
        var error = Assert.Throws<SerializationFailedException>(
            () => PackedEnvelope.Pack(envelope, Weft, SerializeOptions.Default));
        Assert.Contains("Limits.FrameBytesMax", error.Message, StringComparison.Ordinal);
        Assert.Contains("data connection", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_no_array_can_hold_is_refused_however_many_shards_bring_it()
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.WriteRaw(new HeaderBuilder().Set(HeaderKeys.Serializer, "pickle").Build().Encoded.Span);
        writer.WriteArrayHeader(1);
        writer.WriteInt64(40L * ShardBytesMax);
        writer.Flush();
        var shard = GC.AllocateUninitializedArray<byte>(ShardBytesMax);
        var frames = new List<ReadOnlyMemory<byte>> { new byte[] { 0xC0 }, buffer.Written.ToArray() };
        for (int i = 0; i < 40; i++) frames.Add(shard);
        var error = Assert.Throws<WireFormatException>(() => Weft.Loads(frames));
        Assert.Contains("Limits.FrameBytesMax", error.Message, StringComparison.Ordinal);
    }

    // The runs of memory that must come out again, in their order.
    private static object Make(string kind, out Array[] runs)
    {
        switch (kind)
        {
            case "doubles":
                runs = [GC.AllocateUninitializedArray<double>(Doubles)];
                return runs[0];
            case "bytes":
                runs = [GC.AllocateUninitializedArray<byte>(Limits.ArrayLengthMax)];
                return runs[0];
            case "list":
                var list = new List<double>(Doubles);
                CollectionsMarshal.SetCount(list, Doubles);
                runs = [BlockSerializer<double>.ListItems(list)];
                return list;
            default:
                var arrays = new List<double[]>();
                for (int i = 0; i < 3; i++) arrays.Add(GC.AllocateUninitializedArray<double>(Doubles / 3));
                runs = [.. arrays];
                return arrays;
        }
    }

    private static unsafe void AssertIsMemoryOf(Array[] runs, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        int frame = 0;
        foreach (var run in runs)
        {
            long bytes = (long)run.Length * Marshal.SizeOf(run.GetType().GetElementType()!);
            var handle = GCHandle.Alloc(run, GCHandleType.Pinned);
            for (long at = 0; at < bytes; at += frames[frame++].Length)
            {
                using var pinned = frames[frame].Pin();
                Assert.Equal(handle.AddrOfPinnedObject() + (nint)at, (nint)pinned.Pointer);
            }

            handle.Free();
        }

        Assert.Equal(frames.Count, frame);
    }
}
