using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Weft.Serialization;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>
/// Tickets on their way into one message of Akka's stream: each is written as it is added, and nothing of its value's
/// memory is used after that.
/// </summary>
internal sealed class TicketBatch
{
    private const int KeptBytesMax = 256 << 10;

    private ArrayBufferWriter<byte> _bytes = new(4096);

    /// <summary>Tickets in it.</summary>
    public int Count { get; private set; }

    /// <summary>Their bytes.</summary>
    public int Bytes => _bytes.WrittenCount;

    /// <summary>Adds a ticket.</summary>
    public void Add(
        long id,
        ReadOnlySpan<byte> recipient,
        ReadOnlySpan<byte> sender,
        DataForm form,
        long length,
        Envelope? inline)
    {
        var writer = new MsgPackWriter(_bytes);
        DataTicketCodec.Write(ref writer, id, recipient, sender, form, length, inline);
        writer.Flush();
        Count++;
    }

    /// <summary>All tickets as one message; the batch is empty again.</summary>
    public BulkMessage.Tickets Take()
    {
        Span<byte> head = stackalloc byte[8];
        var bytes = new byte[HeadOf(Count, head) + _bytes.WrittenCount];
        var headBytes = bytes.Length - _bytes.WrittenCount;
        head[..headBytes].CopyTo(bytes);
        _bytes.WrittenSpan.CopyTo(bytes.AsSpan(headBytes));
        Clear();
        return new BulkMessage.Tickets([], bytes);
    }

    /// <summary>Forgets all tickets.</summary>
    public void Clear()
    {
        Count = 0;
        if (_bytes.Capacity <= KeptBytesMax) _bytes.ResetWrittenCount();
        else _bytes = new ArrayBufferWriter<byte>(4096);
    }

    /// <summary>The bytes of tickets that were read; only tests send those on.</summary>
    public static byte[] Encode(IReadOnlyList<DataTicket> tickets)
    {
        var batch = new TicketBatch();
        foreach (var ticket in tickets)
        {
            batch.Add(
                ticket.Id,
                Encoding.UTF8.GetBytes(ticket.Recipient),
                Encoding.UTF8.GetBytes(ticket.Sender),
                ticket.Form,
                ticket.Length,
                ticket.Inline);
        }
        return batch.Take().Encoded!;
    }

    // [4, [ticket…]] without the tickets.
    private static int HeadOf(int count, Span<byte> head)
    {
        (head[0], head[1]) = (0x92, 4);
        if (count < 16)
        {
            head[2] = (byte)(0x90 | count);
            return 3;
        }
        head[2] = 0xdc;
        BinaryPrimitives.WriteUInt16BigEndian(head[3..], checked((ushort)count));
        return 5;
    }
}
