using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weft.Actors.Bench;

/// <summary>
/// The baseline: the same blocks over a plain socket, each received in a fresh array and checked. A block is its length
/// in bytes (8 bytes) and the bytes; a negative length says after how many blocks one byte comes back, and is
/// answered by one itself.
/// </summary>
internal static class RawSocket
{
    private const int LengthBytes = sizeof(long);

    /// <summary>The kernel buffers of each socket: those that Weft gives its own.</summary>
    public static int BufferBytes { get; } = new Transport.TransportOptions().SocketBufferBytes;

    /// <summary>Serves one connection on a thread of its own.</summary>
    /// <returns>The port.</returns>
    public static int Serve()
    {
        var listener = NewSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        new Thread(() =>
        {
            using var socket = listener.Accept();
            listener.Dispose();
            Prepare(socket);
            Receive(socket);
        })
        { IsBackground = true, Name = "raw" }.Start();
        return port;
    }

    /// <summary>Connects to another process's port.</summary>
    public static Socket Connect(int port)
    {
        var socket = NewSocket();
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>The bytes that carry a block, in one run.</summary>
    public static byte[] Frame(double[] block)
    {
        var bytes = MemoryMarshal.AsBytes(block.AsSpan());
        var frame = new byte[LengthBytes + bytes.Length];
        BinaryPrimitives.WriteInt64LittleEndian(frame, bytes.Length);
        bytes.CopyTo(frame.AsSpan(LengthBytes));
        return frame;
    }

    /// <summary>Sends a block again and again until all of them are acknowledged.</summary>
    public static Spent Send(Socket socket, byte[] frame, Amount amount, PeerProcess peer)
    {
        GC.Collect();
        var length = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, -amount.AnswerEvery);
        SendAll(socket, length);
        if (socket.Receive(length, 1, SocketFlags.None) != 1) throw new IOException("the peer did not begin");
        var answers = new byte[amount.Window];
        int sent = 0, answered = 0;
        var processor = peer.ProcessorTime();
        var start = Stopwatch.GetTimestamp();
        while (answered < amount.Count)
        {
            for (; sent < amount.Count && sent - answered < amount.Window; sent++) SendAll(socket, frame);
            var count = socket.Receive(answers);
            if (count == 0) throw new IOException("the peer has closed the plain socket");
            answered += count * amount.AnswerEvery;
        }

        return new Spent(amount, Stopwatch.GetElapsedTime(start), peer.ProcessorTime() - processor);
    }

    private static void Receive(Socket socket)
    {
        var length = new byte[LengthBytes];
        long every = 1, received = 0;
        while (ReceiveAll(socket, length))
        {
            var bytes = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (bytes < 0)
            {
                (every, received) = (-bytes, 0);
                GC.Collect();
                socket.Send([0]);
                continue;
            }

            var block = GC.AllocateUninitializedArray<double>((int)(bytes / sizeof(double)));
            if (!ReceiveAll(socket, MemoryMarshal.AsBytes(block.AsSpan()))) return;
            Block.Check(block);
            if (++received % every == 0) socket.Send([1]);
        }
    }

    private static bool ReceiveAll(Socket socket, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = socket.Receive(bytes);
            if (count == 0) return false;
            bytes = bytes[count..];
        }

        return true;
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }

    private static Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Prepare(socket);
        return socket;
    }

    private static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SendBufferSize = BufferBytes;
        socket.ReceiveBufferSize = BufferBytes;
    }
}
