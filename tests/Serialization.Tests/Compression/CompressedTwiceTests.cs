namespace Weft.Serialization.Tests;

/// <summary>Payloads that were compressed and are sent on by somebody who compresses too.</summary>
public class CompressedTwiceTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    [Fact]
    public void A_payload_of_which_one_frame_was_compressed_keeps_that_frames_length_when_it_is_sent_on()
    {
        var registry = new SerializerRegistry();
        registry.RegisterCompression(new RunsCodec());
        var weft = new WeftSerializer(registry);
        object[] values = [new byte[20_000], Text()];
        var first = weft.Serialize(values, Raise with { Serializers = ["dask"], Compression = "runs" });
        Assert.True(first.Header.TryGetRaw("decompressed-bytes", out var lengths));
        var marked = new ToSerialize(new Serialized(first));
        var second = weft.Serialize(marked, Raise with { Compression = "zlib" });
        Assert.True(second.Header.TryGetRaw("decompressed-bytes", out var kept));
        Assert.True(lengths.Span.SequenceEqual(kept.Span));
        Assert.Equal(values, weft.Deserialize<object[]>(second));
    }

    // Nothing for a codec of runs, much for any other.
    private static byte[] Text()
    {
        var text = new byte[20_000];
        for (int i = 0; i < text.Length; i++) text[i] = (byte)(i % 7);
        return text;
    }
}
