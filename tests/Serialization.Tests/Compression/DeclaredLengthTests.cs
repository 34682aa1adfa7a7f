using Weft.Fuzz;

namespace Weft.Serialization.Tests;

/// <summary>Whoever grants credit counts every length that the decoder would take, however it is written.</summary>
public sealed class DeclaredLengthTests
{
    private const int Becomes = 400_000;

    public static TheoryData<byte[]> Forms =>
    [
        [0xce, 0, 6, 0x1a, 0x80],
        [0xcf, 0, 0, 0, 0, 0, 6, 0x1a, 0x80],
        [0xd2, 0, 6, 0x1a, 0x80],
        [0xd3, 0, 0, 0, 0, 0, 6, 0x1a, 0x80],
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_length_counts_in_every_width_that_is_decoded(byte[] length)
    {
        var header = HeaderOf(length);
        var frame = WeftSerializer.Default.Serialize(
            new byte[Becomes], new SerializeOptions { Compression = "zlib" }).Frames[0];
        Assert.Equal(
            Becomes, WeftSerializer.Default.Deserialize<byte[]>(new Payload(Header.FromEncoded(header), frame)).Length);
        Assert.Equal(Becomes, WeftSerializer.DecompressedBytes(header, Limits.Default));
    }

    [Fact]
    public void A_length_beyond_64_bits_with_sign_counts_as_all_that_may_be_decompressed()
    {
        var header = HeaderOf([0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        Assert.Equal(Limits.Default.DecompressedBytesMax, WeftSerializer.DecompressedBytes(header, Limits.Default));
    }

    private static byte[] HeaderOf(byte[] length) => Pack.Of(Pack.Map(
        "serializer", "dask", "type", "array", "sub-header",
        Pack.Map("dtype", "|u1", "shape", Pack.List(Becomes)), "compression", Pack.List("zlib"),
        "decompressed-bytes", Pack.List(new Raw(length))));
}
