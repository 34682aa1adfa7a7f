using System.Buffers;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// What is said about claims: <c>weft-admin</c>, manifest <c>d1</c>, msgpack.
/// <code>
/// look   := [1, id:bin32]            is the value there?
/// there  := [2]
/// claim  := [3, id:bin32]            answered by the value itself, as a data message
/// failed := [4, reason, text]
/// </code>
/// </summary>
internal abstract record DataRefMessage
{
    /// <summary>The manifest of all of them.</summary>
    public const string ClaimManifest = "d1";

    private DataRefMessage()
    {
    }

    /// <summary>Encodes one message.</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>(64);
        var writer = new MsgPackWriter(output);
        switch (this)
        {
            case Look look:
                Write(ref writer, 1, look.Id);
                break;
            case There:
                writer.WriteArrayHeader(1);
                writer.WriteInt64(2);
                break;
            case Claim claim:
                Write(ref writer, 3, claim.Id);
                break;
            case Failed failed:
                writer.WriteArrayHeader(3);
                writer.WriteInt64(4);
                writer.WriteInt64((int)failed.Reason);
                writer.WriteString(failed.Text);
                break;
            default:
                throw new CheckException($"{GetType().Name} has no code");
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Decodes one message.</summary>
    /// <exception cref="WireFormatException">The bytes are not exactly one message.</exception>
    public static DataRefMessage Decode(byte[] bytes, Limits limits)
    {
        var reader = new MsgPackReader(bytes, limits);
        var count = reader.ReadArrayHeader();
        var code = count > 0 ? reader.ReadInt32() : 0;
        DataRefMessage message = (code, count) switch
        {
            (1, 2) => new Look(ReadId(ref reader)),
            (2, 1) => new There(),
            (3, 2) => new Claim(ReadId(ref reader)),
            (4, 3) => new Failed(
                ReadReason(ref reader),
                reader.ReadString() ?? throw new WireFormatException("nil where a text was expected", reader.Offset)),
            _ => throw new WireFormatException($"code {code} with {count} items is no message about claims", 0),
        };
        if (!reader.IsAtEnd) throw new WireFormatException("bytes follow a message about claims", reader.Offset);
        return message;
    }

    private static void Write(ref MsgPackWriter writer, int code, byte[] id)
    {
        writer.WriteArrayHeader(2);
        writer.WriteInt64(code);
        writer.WriteBinary(id);
    }

    private static byte[] ReadId(ref MsgPackReader reader)
    {
        var id = reader.ReadBinary();
        return id.Length == DataRef.IdBytes
            ? id.ToArray()
            : throw new WireFormatException($"an id of {id.Length} bytes; expected {DataRef.IdBytes}", reader.Offset);
    }

    private static DataRefFailure ReadReason(ref MsgPackReader reader)
    {
        var reason = (DataRefFailure)reader.ReadInt32();
        return Enum.IsDefined(reason)
            ? reason
            : throw new WireFormatException($"{(int)reason} is no reason of a failed claim", reader.Offset);
    }

    /// <summary>Is the value there? Answered by <see cref="There"/> or <see cref="Failed"/>.</summary>
    /// <param name="Id">What opens it.</param>
    internal sealed record Look(byte[] Id) : DataRefMessage;

    /// <summary>The value is there.</summary>
    internal sealed record There : DataRefMessage;

    /// <summary>Asks for the value; answered by the value itself or by <see cref="Failed"/>.</summary>
    /// <param name="Id">What opens it.</param>
    internal sealed record Claim(byte[] Id) : DataRefMessage;

    /// <summary>There is no value, or it could not be sent.</summary>
    /// <param name="Reason">What kind of failure.</param>
    /// <param name="Text">Why.</param>
    internal sealed record Failed(DataRefFailure Reason, string Text) : DataRefMessage;
}
