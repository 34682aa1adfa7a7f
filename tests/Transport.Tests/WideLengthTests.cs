using Weft.Serialization;

namespace Weft.Transport.Tests;

public sealed class WideLengthTests
{
    private const int Becomes = 400_000;

    [Fact]
    public void Credit_is_asked_for_a_length_that_is_written_as_64_bits_without_sign()
    {
        var honest = WeftSerializer.Default.Serialize(
            new byte[Becomes], new SerializeOptions { Compression = "zlib" });
        var wide = new Payload(Header.FromEncoded(Widened(honest.Header)), honest.Frames.ToArray());
        Assert.Equal(new byte[Becomes], WeftSerializer.Default.Deserialize<byte[]>(wide));

        var options = new TransportOptions { Serializer = WeftSerializer.Default };
        var pair = new MachinePair(options, options).Run();
        pair.Listener.GrantsAtOnce = false;
        pair.Dialer.Send(Pair.Message(1, new Serialized(wide)), MessageKind.Data);
        pair.Run();
        Assert.Empty(pair.Listener.Delivered);
        Assert.Equal(wide.FrameBytes + Becomes, Assert.Single(pair.Listener.AwaitingCredit).DeclaredBytes);
    }

    // The last entry of the header is the array of lengths, and its only length the header's last five bytes.
    private static byte[] Widened(Header header)
    {
        ReadOnlySpan<byte> length = [0xcf, 0, 0, 0, 0, 0, 6, 0x1a, 0x80];
        return [.. header.Encoded.Span[..^5], .. length];
    }
}
