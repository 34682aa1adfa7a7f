using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// The 12 bytes before each piece: <c>kind:u8 message-kind:u8 flags:u8 0:u8 transfer:u32 length:u32</c>, big-endian.
/// </summary>
/// <param name="Kind">What the piece is.</param>
/// <param name="Message">The kind of the message it belongs to; <see cref="MessageKind.Admin"/> where to none.</param>
/// <param name="Continues">Another piece of the same message follows in the same lane.</param>
/// <param name="Transfer">The sender's number of a bulk message; 0 where the piece belongs to none.</param>
/// <param name="Length">Bytes that follow, at most <see cref="ConnectionWire.PieceBytesMax"/>.</param>
internal readonly record struct PieceHeader(
    PieceKind Kind, MessageKind Message, bool Continues, uint Transfer, int Length)
{
    private const byte ContinuesFlag = 1;

    /// <summary>Writes exactly <see cref="ConnectionWire.PieceHeaderBytes"/>.</summary>
    public void Write(Span<byte> output)
    {
        output[0] = (byte)Kind;
        output[1] = (byte)Message;
        output[2] = Continues ? ContinuesFlag : (byte)0;
        output[3] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(output[4..], Transfer);
        BinaryPrimitives.WriteUInt32BigEndian(output[8..], (uint)Length);
    }

    /// <summary>Reads and checks everything that does not depend on what came before.</summary>
    public static PieceHeader Read(ReadOnlySpan<byte> input, long offset)
    {
        var kind = (PieceKind)input[0];
        if (kind is < PieceKind.Message or > PieceKind.Goodbye)
            throw new WireFormatException($"piece kind {input[0]}; expected 1 to 5", offset);
        if (input[1] > (byte)MessageKind.Task)
            throw new WireFormatException($"{kind} piece: message kind {input[1]}; expected 0 to 2", offset + 1);
        if (input[2] > ContinuesFlag || input[3] != 0)
            throw new WireFormatException(
                $"{kind} piece: flags {input[2]}, reserved {input[3]}; expected 0 or 1, and 0", offset + 2);
        var continues = input[2] == ContinuesFlag;
        if (continues && kind is not (PieceKind.Message or PieceKind.Open))
            throw new WireFormatException($"{kind} piece: cannot be continued", offset + 2);
        var transfer = BinaryPrimitives.ReadUInt32BigEndian(input[4..]);
        var bulk = kind is PieceKind.Open or PieceKind.Grant or PieceKind.Frames;
        if (bulk != (transfer != 0))
            throw new WireFormatException(
                $"{kind} piece: transfer {transfer}; expected {(bulk ? "1 or more" : "0")}", offset + 4);
        var length = BinaryPrimitives.ReadUInt32BigEndian(input[8..]);
        var lengthMax = LengthMax(kind);
        if (length > lengthMax)
            throw new WireFormatException(
                $"{kind} piece of {length:N0} bytes; the limit is {lengthMax:N0}", offset + 8);
        return new(kind, (MessageKind)input[1], continues, transfer, (int)length);
    }

    private static int LengthMax(PieceKind kind) => kind switch
    {
        PieceKind.Grant => ConnectionWire.GrantBytesMax,
        PieceKind.Goodbye => ConnectionWire.GoodbyeBytesMax,
        _ => ConnectionWire.PieceBytesMax,
    };
}
