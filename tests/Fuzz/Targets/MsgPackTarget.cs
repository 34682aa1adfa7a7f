using System.Buffers;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>The msgpack reader: every value read by its type, then all skipped, then read as what it is not.</summary>
internal sealed class MsgPackTarget : FuzzTarget
{
    public override string Name => "msgpack";

    public override WireRecordKind Kind => WireRecordKind.MsgPack;

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        .. SamplePayloads.All.Select(payload => new FuzzInput([payload.Header.Encoded.ToArray()])),
        new FuzzInput([Everything()]),
    ];

    public override void Read(FuzzInput input)
    {
        var bytes = input.Run(0);
        Skip(bytes);
        Mistake(bytes);
        var reader = new MsgPackReader(bytes, Limits.Default);
        while (!reader.IsAtEnd) ReadValue(ref reader);
    }

    private static void ReadValue(ref MsgPackReader reader)
    {
        switch (reader.PeekType())
        {
            case MsgPackType.Nil:
                reader.ReadNil();
                break;
            case MsgPackType.Boolean:
                reader.ReadBoolean();
                break;
            case MsgPackType.Integer:
                reader.ReadInt64();
                break;
            case MsgPackType.Single:
                reader.ReadSingle();
                break;
            case MsgPackType.Double:
                reader.ReadDouble();
                break;
            case MsgPackType.String:
                reader.ReadString();
                break;
            case MsgPackType.Binary:
                reader.ReadBinary();
                break;
            case MsgPackType.Extension:
                reader.ReadExtension(out _);
                break;
            case MsgPackType.Array:
                ReadValues(ref reader, reader.ReadArrayHeader());
                break;
            default:
                ReadValues(ref reader, 2 * reader.ReadMapHeader());
                break;
        }
    }

    private static void ReadValues(ref MsgPackReader reader, int count)
    {
        reader.Enter();
        for (; count > 0; count--) ReadValue(ref reader);
        reader.Leave();
    }

    private static void Skip(byte[] bytes)
    {
        try
        {
            var reader = new MsgPackReader(bytes, Limits.Default);
            while (!reader.IsAtEnd) reader.Skip();
        }
        catch (WireFormatException)
        {
            // What cannot be skipped is read all the same, to see that it is refused there too.
        }
    }

    // Each typed read at each of the first positions, whatever stands there.
    private static void Mistake(byte[] bytes)
    {
        int at = bytes.Length == 0 ? 0 : bytes[^1] % Math.Min(bytes.Length, 16);
        for (int kind = 0; kind < 12; kind++)
        {
            var reader = new MsgPackReader(bytes.AsSpan(at), Limits.Default);
            try
            {
                ReadAs(ref reader, kind);
            }
            catch (WireFormatException) when (reader.Offset == 0)
            {
                // A reader stands still where it fails.
            }
        }
    }

    private static void ReadAs(ref MsgPackReader reader, int kind)
    {
        switch (kind)
        {
            case 0: reader.ReadNil(); break;
            case 1: reader.ReadBoolean(); break;
            case 2: reader.ReadInt32(); break;
            case 3: reader.ReadInt64(); break;
            case 4: reader.ReadUInt64(); break;
            case 5: reader.ReadSingle(); break;
            case 6: reader.ReadDouble(); break;
            case 7: reader.ReadString(); break;
            case 8: reader.ReadBinary(); break;
            case 9: reader.ReadArrayHeader(); break;
            case 10: reader.ReadMapHeader(); break;
            default: reader.ReadExtension(out _); break;
        }
    }

    private static byte[] Everything()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(9);
        writer.WriteNil();
        writer.WriteBoolean(true);
        writer.WriteInt64(long.MinValue);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteSingle(1);
        writer.WriteDouble(2);
        writer.WriteString(new string('s', 300));
        writer.WriteBinary(new byte[300]);
        writer.WriteExtension(5, new byte[17]);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
