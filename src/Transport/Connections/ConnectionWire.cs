namespace Weft.Transport.Connections;

/// <summary>
/// The numbers of <c>docs/wire-connection.md</c>. Both ends must agree on them, so that changing one means raising
/// <see cref="Version"/>; what an end may choose for itself stands in its limits and travels in its hello.
/// </summary>
internal static class ConnectionWire
{
    /// <summary>The version of the grammar below the preamble.</summary>
    public const ushort Version = 1;

    /// <summary>256 bits; all zero where no token is asked for.</summary>
    public const int TokenBytes = 32;

    /// <summary>Magic, version, two reserved bytes, token. The same in every version.</summary>
    public const int PreambleBytes = 4 + 2 + 2 + TokenBytes;

    /// <summary>The length before the hello's map.</summary>
    public const int HelloLengthBytes = 4;

    /// <summary>Family lists and addresses are far below; more is not a hello.</summary>
    public const int HelloBytesMax = 64 * 1024;

    /// <summary>Kind, message kind, flags, reserved, transfer number, length.</summary>
    public const int PieceHeaderBytes = 12;

    /// <summary>
    /// The longest piece, without its header: what a small message may have to wait for. A loopback moves it in 0.4 ms,
    /// a 10 Gbit/s wire in 0.9 ms.
    /// </summary>
    public const int PieceBytesMax = 1 << 20;

    /// <summary>Frames up to this sum travel inside their message; a round trip for credit would cost more.</summary>
    public const int InlineBytesMax = 64 * 1024;

    /// <summary>A reason longer than this is cut.</summary>
    public const int GoodbyeBytesMax = 4096;

    /// <summary>A bit per value of a message: up to 65,536 values.</summary>
    public const int GrantBytesMax = 8192;

    /// <summary>Bulk messages that may be on their way in one direction at a time; more wait at the sender.</summary>
    public const int OpenMessagesMax = 1024;

    /// <summary>The first bytes of either end.</summary>
    public static ReadOnlySpan<byte> Magic => "WEFT"u8;
}
