using System.Buffers;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>
/// Values between two hosts that agree on a codec. 127.0.0.2 is this machine too, and another host to whoever compares
/// the addresses of nodes.
/// </summary>
public sealed class CompressionTests
{
    private const string OtherHost = "akka.remote.dot-netty.tcp.hostname = \"127.0.0.2\"";
    private const int Count = 500_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_large_value_travels_compressed_between_two_hosts_that_agree_and_arrives_equal()
    {
        var codecs = new List<CountedCodec>();
        await using var systems = Start(codecs, OtherHost);
        var there = await MetAsync(systems);

        var numbers = Numbers();
        await there.Seen.TellData(numbers, null).WaitAsync(Patience);

        Assert.Equal(numbers, await there.NextAsync());
        Assert.Equal((1, 1), (codecs[0].CompressedFrames, codecs[1].DecompressedFrames));
        Assert.True(codecs[1].DecompressedFrom < Count, $"{codecs[1].DecompressedFrom} bytes");
    }

    [Fact]
    public async Task Nothing_is_compressed_within_one_host()
    {
        var codecs = new List<CountedCodec>();
        await using var systems = Start(codecs, "");
        var there = await MetAsync(systems);

        await there.Seen.TellData(Numbers(), null).WaitAsync(Patience);

        Assert.Equal(Numbers(), await there.NextAsync());
        Assert.All(codecs, codec => Assert.Equal((0, 0), (codec.CompressedFrames, codec.DecompressedFrames)));
    }

    [Fact]
    public async Task Nothing_is_compressed_towards_a_host_that_offers_another_codec()
    {
        var codecs = new List<CountedCodec>();
        await using var systems = Start(codecs, OtherHost + "\nweft.serialization.compression = zlib");
        var there = await MetAsync(systems);

        await there.Seen.TellData(Numbers(), null).WaitAsync(Patience);

        Assert.Equal(Numbers(), await there.NextAsync());
        Assert.All(codecs, codec => Assert.Equal((0, 0), (codec.CompressedFrames, codec.DecompressedFrames)));
    }

    private static TwoSystems Start(List<CountedCodec> codecs, string there) => new(
        "weft.serialization.compression = counted",
        registry =>
        {
            codecs.Add(new CountedCodec());
            registry.RegisterCompression(codecs[^1]);
        },
        there);

    // What a node offers is known once the two have spoken about data.
    private static async Task<Collector> MetAsync(TwoSystems systems)
    {
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        Assert.Equal(new[] { 1 }, await there.NextAsync());
        await there.Seen.TellData(new byte[100_000], null).WaitAsync(Patience);
        Assert.IsType<byte[]>(await there.NextAsync());
        return there;
    }

    private static int[] Numbers() => [.. Enumerable.Range(0, Count).Select(i => i % 10)];

    /// <summary>Zlib of the base library under another name, with counts of whole frames.</summary>
    private sealed class CountedCodec : ICompressionCodec
    {
        private int _compressed;
        private int _decompressed;

        public string Name => "counted";

        public int CompressedFrames => Volatile.Read(ref _compressed);

        public int DecompressedFrames => Volatile.Read(ref _decompressed);

        public int DecompressedFrom { get; private set; }

        public bool TryCompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, long bytesMax)
        {
            using var target = new MemoryStream();
            using (var stream = new System.IO.Compression.ZLibStream(
                target, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            {
                stream.Write(source);
            }

            if (target.Length > bytesMax) return false;
            if (source.Length == Count * sizeof(int)) Interlocked.Increment(ref _compressed);
            destination.Write(target.GetBuffer().AsSpan(0, (int)target.Length));
            return true;
        }

        public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            using var stream = new System.IO.Compression.ZLibStream(
                new MemoryStream(source.ToArray()), System.IO.Compression.CompressionMode.Decompress);
            if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
                throw new WireFormatException("counted: cut off");
            if (destination.Length != Count * sizeof(int)) return;
            DecompressedFrom = source.Length;
            Interlocked.Increment(ref _decompressed);
        }
    }
}
