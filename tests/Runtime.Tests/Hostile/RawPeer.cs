using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Weft.Serialization;

namespace Weft.Runtime.Tests.Hostile;

/// <summary>A bare socket to a role's listener, which says whatever a test wants it to.</summary>
internal sealed class RawPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        ReceiveTimeout = (int)Patience.TotalMilliseconds,
    };

    public RawPeer(PeerAddress address)
    {
        Assert.True(TcpAddress.TryParse(address, out var listener, out _));
        _socket.Connect(listener);
    }

    /// <summary>The 40 bytes that every peer begins with.</summary>
    public static byte[] Preamble(ReadOnlySpan<byte> token) => [.. "WEFT"u8, 0, 1, 0, 0, .. token];

    /// <summary>What a well-behaved peer says of itself after them; another peer each time.</summary>
    public static byte[] Hello()
    {
        var self = $"tcp://127.0.0.1:9/raw#{Guid.NewGuid():n}";
        var map = new HeaderBuilder().Set("weft", "0.1.0").Set("self", self).Set("frame-bytes", 1000)
            .Set("payload-bytes", 1000).Set("open-messages", 8).Build();
        return [.. Number((uint)map.Encoded.Length), .. map.Encoded.Span];
    }

    /// <summary>The head of a piece, and what follows it.</summary>
    public static byte[] Piece(byte kind, uint transfer, uint length, params ReadOnlySpan<byte> content) =>
        [kind, 1, 0, 0, .. Number(transfer), .. Number(length), .. content];

    public static byte[] Number(uint number)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    public void Say(params ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>Waits for what the listener says of itself: its preamble, and a map after its length.</summary>
    public void HearGreeting()
    {
        HearExactly(40);
        HearExactly((int)BinaryPrimitives.ReadUInt32BigEndian(HearExactly(sizeof(uint))));
    }

    /// <summary>Waits for one piece and returns its kind and the number of its transfer.</summary>
    public (byte Kind, uint Transfer) HearPiece()
    {
        var head = HearExactly(12);
        HearExactly((int)BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8)));
        return (head[0], BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)));
    }

    /// <summary>All that is answered, up to the end of the stream, which has to come; as text.</summary>
    public string HearToTheEnd()
    {
        var all = new List<byte>();
        var part = new byte[4096];
        try
        {
            for (int count = _socket.Receive(part); count > 0; count = _socket.Receive(part))
                all.AddRange(part.AsSpan(0, count));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed while bytes of ours were unread: as good an end as any.
        }

        return Encoding.Latin1.GetString([.. all]);
    }

    public void Dispose() => _socket.Dispose();

    private byte[] HearExactly(int count)
    {
        var bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int part = _socket.Receive(bytes, at, count - at, SocketFlags.None);
            Assert.NotEqual(0, part);
            at += part;
        }

        return bytes;
    }
}
