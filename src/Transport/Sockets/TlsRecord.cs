using System.Net.Sockets;

namespace Weft.Transport;

/// <summary>
/// The little of TLS's own format (RFC 8446, 5.1) by which an end with TLS and one without recognise each other.
/// </summary>
internal static class TlsRecord
{
    private const byte Alert = 0x15;
    private const byte Handshake = 0x16;

    /// <summary>The fatal alert <c>unexpected_message</c>: how either tells the other that they do not match.</summary>
    public static ReadOnlySpan<byte> Refusal => [Alert, 3, 3, 0, 2, 2, 10];

    /// <summary>True for the first byte of whoever speaks TLS; a preamble begins with <c>W</c>.</summary>
    public static bool IsTls(byte first) => first is Alert or Handshake;

    /// <summary>
    /// Waits for the peer's first byte and leaves it where it is; throws where it is TLS's. Returns as well when the
    /// stream ends: reading finds that out again.
    /// </summary>
    /// <param name="socket">A connected socket without TLS.</param>
    /// <param name="isClosed">Asked whenever nothing came for the socket's time-out.</param>
    /// <exception cref="ConnectionClosedException">The peer speaks TLS.</exception>
    public static void RequirePlain(Socket socket, Func<bool> isClosed)
    {
        Span<byte> first = stackalloc byte[1];
        while (true)
        {
            var bytes = socket.Receive(first, SocketFlags.Peek, out var error);
            if (error is SocketError.TimedOut or SocketError.WouldBlock && !isClosed()) continue;
            if (error != SocketError.Success || bytes == 0 || !IsTls(first[0])) return;
            if (first[0] == Handshake) socket.Send(Refusal, SocketFlags.None, out _);
            throw new ConnectionClosedException(
                "the peer speaks TLS, and this side does not (TransportOptions.Tls)");
        }
    }
}
