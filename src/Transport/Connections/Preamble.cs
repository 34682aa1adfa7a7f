using System.Buffers.Binary;
using System.Security.Cryptography;
using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// The first 40 bytes of either end: <c>"WEFT" version:u16 0:u16 token:32</c>. Every version of the grammar begins so,
/// which is what lets two ends of different versions name each other.
/// </summary>
internal static class Preamble
{
    /// <summary>Writes exactly <see cref="ConnectionWire.PreambleBytes"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="token">32 bytes, or none.</param>
    /// <param name="version">This end's version of the grammar.</param>
    public static void Write(Span<byte> output, ReadOnlySpan<byte> token, ushort version)
    {
        output[..ConnectionWire.PreambleBytes].Clear();
        ConnectionWire.Magic.CopyTo(output);
        BinaryPrimitives.WriteUInt16BigEndian(output[4..], version);
        token.CopyTo(output[8..]);
    }

    /// <summary>
    /// True once enough came to compare. Throws as soon as the first bytes are not the magic, and when the token is
    /// another, which is compared in constant time and before the version is looked at.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> input, ReadOnlySpan<byte> token, out ushort version)
    {
        version = 0;
        var begun = Math.Min(input.Length, ConnectionWire.Magic.Length);
        if (!input[..begun].SequenceEqual(ConnectionWire.Magic[..begun]))
            throw new WireFormatException("the peer's first bytes are not \"WEFT\": it is no Weft node", 0);
        if (input.Length < ConnectionWire.PreambleBytes) return false;
        Span<byte> expected = stackalloc byte[ConnectionWire.TokenBytes];
        expected.Clear();
        token.CopyTo(expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, input.Slice(8, ConnectionWire.TokenBytes)))
            throw new WireFormatException(
                "the peer's token is not this node's: give both the same TransportOptions.Token", 8);
        version = BinaryPrimitives.ReadUInt16BigEndian(input[4..]);
        return true;
    }
}
