using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weft.Bench;

/// <summary>An array's memory through a plain socket, also where it is longer than a span of bytes can be.</summary>
internal static class RawSocket
{
    // As many elements as one span of bytes may cover, and then some to spare.
    private const int PieceLength = 1 << 27;

    public static void Send(Socket socket, double[] array)
    {
        for (var at = 0; at < array.Length; at += PieceLength)
        {
            var bytes = MemoryMarshal.AsBytes(array.AsSpan(at, Math.Min(PieceLength, array.Length - at)));
            while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <summary>Fills the array; false where the other end has closed before its first byte.</summary>
    public static bool Receive(Socket socket, double[] array)
    {
        for (var at = 0; at < array.Length; at += PieceLength)
        {
            var bytes = MemoryMarshal.AsBytes(array.AsSpan(at, Math.Min(PieceLength, array.Length - at)));
            while (bytes.Length > 0)
            {
                var received = socket.Receive(bytes);
                if (received == 0) return false;
                bytes = bytes[received..];
            }
        }

        return true;
    }
}
