using Weft.Serialization.Samples;

namespace Weft.Serialization.Tests;

/// <summary>Runs the rest of what docs/serialization.md shows: collections, functions, messages, errors.</summary>
public sealed class SampleUseTests
{
    [Fact]
    public void Numbers_in_a_list_of_objects_are_one_frame()
    {
        var weft = WeftSerializer.Default;
        // sample: floats
        List<object> floats = [.. Enumerable.Range(0, 100_000).Select(i => (object)(i * 0.5))];
        var payload = weft.Serialize(floats);    // one frame of 800,000 bytes

        List<object> mixed = [new double[1000], "a", 7, new double[1000], true];
        var parts = weft.Serialize(mixed);       // three: each array, and the other three together
        // end
        Assert.Equal(800_000, Assert.Single(payload.Frames).Length);
        Assert.Equal(3, parts.Frames.Count);
        Assert.Equal(Describe.Value(mixed), Describe.Value(weft.Deserialize(parts)));
    }

    [Theory]
    [InlineData("`List<double>`")]
    [InlineData("`List<object>`")]
    [InlineData("`double?[]`")]
    public void The_frames_and_bytes_of_a_hundred_thousand_floats_are_those_of_the_page(string name)
    {
        var numbers = Enumerable.Range(0, 100_000).Select(i => i * 0.5).ToArray();
        object list = name switch
        {
            "`List<double>`" => numbers.ToList(),
            "`List<object>`" => numbers.Select(n => (object)n).ToList(),
            _ => numbers.Select(n => (double?)n).ToArray(),
        };

        var frames = WeftSerializer.Default.Dumps(new List<object?> { new ToSerialize(list) });

        var bytes = frames.Sum(frame => (long)frame.Length);
        Assert.Contains(
            FormattableString.Invariant($"| {name} | {frames.Count} | {bytes:n0} |\n"), SamplePage.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_comes_back_with_what_it_captured()
    {
        // sample: code-use
        var weft = new WeftSerializer(
            new SerializerRegistry(), new WeftSerializerOptions { CodeSource = new OwnCode() });
        double factor = 2.5;
        Func<double, double> scale = value => value * factor;

        var back = weft.Deserialize<Func<double, double>>(weft.Serialize(scale));
        double scaled = back(2);    // 5: factor has travelled, the code was here
        // end
        Assert.Equal(5, scaled);
        var stranger = WeftSerializer.Default;
        Assert.Throws<DeserializationRefusedException>(() => stranger.Deserialize(stranger.Serialize(scale)));
    }

    [Fact]
    public void A_frame_that_repeats_itself_is_compressed_where_the_call_asks_for_it()
    {
        var weft = WeftSerializer.Default;
        // sample: compression
        int[] steps = [.. Enumerable.Range(0, 100_000)];
        var payload = weft.Serialize(steps, new SerializeOptions { Compression = "brotli" });
        int[] back = weft.Deserialize<int[]>(payload);
        // end
        Assert.Equal(steps, back);
        Assert.True(payload.FrameBytes < 0.7 * 400_000);
        Assert.Equal(400_000, weft.Serialize(steps).FrameBytes);
    }

    [Fact]
    public void A_message_passes_on_what_it_does_not_decode()
    {
        var weft = WeftSerializer.Default;
        // sample: messages
        var message = new Dictionary<string, object?>
        {
            ["op"] = "put",
            ["data"] = new ToSerialize(new[] { 1.5, 2.5 }),
        };
        var frames = weft.Dumps(message);    // at the sender

        object? passing = weft.Loads(frames, deserialize: false);    // in between: "data" is a Serialized
        var again = weft.Dumps(passing);

        var back = (Dictionary<string, object?>)weft.Loads(again)!;    // at the receiver
        // end
        Assert.Equal(frames.Select(f => f.ToArray()), again.Select(f => f.ToArray()));
        Assert.Equal([1.5, 2.5], Assert.IsType<double[]>(back["data"]));
        var data = Assert.IsType<Serialized>(((Dictionary<string, object?>)passing!)["data"]);
        Assert.Equal("dask", data.Payload.Header.Serializer);
    }

    [Fact]
    public void Bytes_from_a_stream_are_received_into_the_value()
    {
        var weft = WeftSerializer.Default;
        var payload = weft.Serialize(new Dictionary<string, double[]> { ["a"] = [1, 2], ["b"] = [3] });
        var stream = new MemoryStream([.. payload.Frames.SelectMany(frame => frame.ToArray())]);

        object? back = Receive(
            weft, payload.Header.Encoded, [.. payload.Frames.Select(frame => (long)frame.Length)], stream);

        Assert.Equal([1, 2], Assert.IsType<Dictionary<string, double[]>>(back)["a"]);

        // sample: receive
        static object? Receive(
            WeftSerializer weft, ReadOnlyMemory<byte> header, long[] frameBytes, Stream stream)
        {
            using var receiver = weft.BeginReceive(Header.FromEncoded(header), frameBytes);
            for (int i = 0; i < receiver.FrameCount; i++) stream.ReadExactly(receiver.Destination(i).Span);
            return receiver.Complete();
        }
        // end
    }

    [Fact]
    public void What_cannot_be_sent_is_told_to_the_reader_or_thrown_at_the_sender()
    {
        var weft = WeftSerializer.Default;
        // sample: errors
        string told = "";
        string failed = "";
        var carrier = new Dictionary<string, object> { ["thread"] = Thread.CurrentThread };

        var payload = weft.Serialize(carrier);    // of the family error: it carries the reason
        try
        {
            weft.Deserialize(payload);
        }
        catch (RemoteErrorException reason)
        {
            told = reason.Message;
        }

        try
        {
            weft.Serialize(carrier, new SerializeOptions { OnError = OnError.Raise });
        }
        catch (SerializationFailedException failure)
        {
            failed = failure.Message;    // Dictionary["thread"]: System.Threading.Thread has no serializer
        }

        // end
        Assert.Contains("Thread", told, StringComparison.Ordinal);
        Assert.Equal("Dictionary[\"thread\"]: System.Threading.Thread has no serializer", failed);
    }
}
