using System.Buffers;

namespace Weft.Serialization.Tests;

/// <summary>What holds for every codec, built in or brought along.</summary>
public class CodecTests
{
    private static readonly Dictionary<string, ICompressionCodec> Codecs = new ICompressionCodec[]
    {
        new BrotliCodec(), new ZlibCodec(), new RunsCodec(),
    }.ToDictionary(codec => codec.Name);

    public static TheoryData<string> Names => [.. Codecs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("reference", "103")]
    public void Three_bytes_are_left_alone_and_ten_thousand_zeros_become_few(string name)
    {
        var few = new byte[3];
        Assert.False(FrameCompressor.TryCompress(few, Codecs[name], Limits.Default, out var same));
        Assert.True(same.Span == few);
        foreach (var zeros in new ReadOnlyMemory<byte>[] { new byte[10_000], new byte[20_001].AsMemory(1, 10_000) })
        {
            Assert.True(FrameCompressor.TryCompress(zeros, Codecs[name], Limits.Default, out var compressed));
            Assert.True(compressed.Length < 1_000);
            Assert.Equal(zeros.ToArray(), Decompressed(name, compressed, zeros.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("reference", "104")]
    public void Bytes_without_a_pattern_are_left_alone(string name)
    {
        var noise = Noise(10_000);
        Assert.False(FrameCompressor.TryCompress(noise, Codecs[name], Limits.Default, out var same));
        Assert.True(same.Span == noise);
    }

    [Theory]
    [InlineData("brotli")]
    [InlineData("zlib")]
    [Trait("reference", "105")]
    public void Whole_numbers_in_a_row_become_less_than_three_quarters(string name)
    {
        var numbers = Enumerable.Range(0, 200_000).Select(i => (long)i).ToArray();
        var frame = TestSerializers.New().Serialize(numbers).Frames[0];
        Assert.True(FrameCompressor.TryCompress(frame, Codecs[name], Limits.Default, out var compressed));
        Assert.True(compressed.Length < 0.75 * frame.Length, $"{compressed.Length} of {frame.Length}");
        Assert.Equal(frame.ToArray(), Decompressed(name, compressed, frame.Length));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_bytes_always_become_the_same_bytes(string name)
    {
        var bytes = Text(50_000);
        Assert.Equal(Compressed(name, bytes), Compressed(name, bytes));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lengths_of_all_kinds_come_back_whole(string name)
    {
        foreach (int length in new[] { 1, 2, 255, 256, 4_095, 4_096, 8_192, 65_537, 1_048_577 })
        {
            var bytes = Text(length);
            Assert.Equal(bytes, Decompressed(name, Compressed(name, bytes), length));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_destination_that_is_too_short_or_too_long_is_malformed(string name)
    {
        var compressed = Compressed(name, Text(5_000));
        foreach (int length in new[] { 0, 4_999, 5_001, 50_000 })
        {
            Assert.Throws<WireFormatException>(() => Decompressed(name, compressed, length));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_cut_off_anywhere_or_with_others_behind_them_are_malformed(string name)
    {
        var compressed = Compressed(name, Text(3_000));
        for (int cut = 0; cut < compressed.Length; cut++)
        {
            Assert.Throws<WireFormatException>(() => Decompressed(name, compressed.AsMemory(0, cut), 3_000));
        }

        foreach (int more in new[] { 1, 2, 4, 100 })
        {
            Assert.Throws<WireFormatException>(() =>
                Decompressed(name, compressed.Concat(new byte[more]).ToArray(), 3_000));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flipped_byte_gives_other_bytes_or_a_typed_error(string name)
    {
        var compressed = Compressed(name, Text(3_000));
        for (int i = 0; i < compressed.Length; i++)
        {
            var damaged = compressed.ToArray();
            damaged[i] ^= 0xff;
            try
            {
                Assert.Equal(3_000, Decompressed(name, damaged, 3_000).Length);
            }
            catch (WireFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_codec_gives_up_where_more_bytes_are_needed_than_are_worthwhile(string name)
    {
        var noise = Noise(300_000);
        var buffer = new CompressedBuffer();
        Assert.False(Codecs[name].TryCompress(noise, buffer, 1_000));
        Assert.True(buffer.Length < 300_000);
        buffer.Return();
    }

    [Theory]
    [InlineData("brotli")]
    [InlineData("zlib")]
    public void Even_zeros_never_become_so_few_bytes_that_a_receiver_takes_them_for_a_bomb(string name)
    {
        foreach (int length in new[] { 10_000, 1_000_000, 20_000_000 })
        {
            Assert.True(FrameCompressor.TryCompress(
                new byte[length], Codecs[name], Limits.Default, out var compressed));
            Assert.True(compressed.Length * (long)Limits.Default.DecompressionRatioMax >= length);
            Assert.Equal(-1, Decompressed(name, compressed, length).AsSpan().IndexOfAnyExcept((byte)0));
        }
    }

    [Fact]
    public void A_zlib_stream_of_another_program_is_read()
    {
        // Python: zlib.compress(b"weft " * 2000, 9)
        var stream = Convert.FromHexString(
            "78daedc4410900000804b02a96d304c2d53787b03d969ead4892244992244992244992244992f4bb" +
            "03e7f058b3");
        string text = System.Text.Encoding.ASCII.GetString(Decompressed("zlib", stream, 10_000));
        Assert.Equal(string.Concat(Enumerable.Repeat("weft ", 2_000)), text);
    }

    [Theory]
    [InlineData("", 1u)]
    [InlineData("a", 0x00620062u)]
    [InlineData("Wikipedia", 0x11E60398u)]
    public void The_sum_of_a_zlib_stream_is_that_of_the_rfc(string text, uint sum) =>
        Assert.Equal(sum, Adler32.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_sum_of_many_bytes_is_the_naive_one()
    {
        var bytes = Noise(20_001);
        bytes.AsSpan(0, 12_000).Fill(0xff);
        uint low = 1, high = 0;
        foreach (byte b in bytes)
        {
            low = (low + b) % 65_521;
            high = (high + low) % 65_521;
        }

        Assert.Equal((high << 16) | low, Adler32.Of(bytes));
    }

    [Theory]
    [InlineData("brotli")]
    [InlineData("zlib")]
    [Trait("reference", "107")]
    public void Four_threads_share_a_codec(string name)
    {
        var bytes = Text(2_000);
        var expected = Compressed(name, bytes);
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < 2_000; i++)
                {
                    Assert.True(expected.AsSpan().SequenceEqual(Compressed(name, bytes)));
                    Assert.True(bytes.AsSpan().SequenceEqual(Decompressed(name, expected, bytes.Length)));
                }
            }
            catch (Exception error)
            {
                lock (failures) failures.Add(error);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Empty(failures);
    }

    /// <summary>Bytes that compress to about a third.</summary>
    internal static byte[] Text(int length)
    {
        var bytes = new byte[length];
        uint state = 7;
        for (int i = 0; i < bytes.Length; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            bytes[i] = (state >> 28) < 12 && i > 0 ? bytes[i - 1] : (byte)('a' + (state >> 29));
        }

        return bytes;
    }

    internal static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(5).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Compressed(string name, byte[] bytes)
    {
        var writer = new ArrayBufferWriter<byte>();
        Assert.True(Codecs[name].TryCompress(bytes, writer, long.MaxValue));
        return writer.WrittenSpan.ToArray();
    }

    private static byte[] Decompressed(string name, ReadOnlyMemory<byte> compressed, int length)
    {
        var destination = new byte[length];
        Codecs[name].Decompress(compressed.Span, destination);
        return destination;
    }
}
