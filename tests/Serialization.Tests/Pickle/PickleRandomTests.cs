using System.Buffers;

namespace Weft.Serialization.Tests.Pickle;

/// <summary>
/// Streams made by chance, in the grammar of docs/wire-pickle.md as far as chance goes: users' types, tolerant ones,
/// objects put off, references, counted values and functions.
/// </summary>
public class PickleRandomTests
{
    private static readonly string[] Names =
    [
        "System.Collections.Generic.List`1[object]", "object[]", "System.Collections.Generic.Dictionary`2[object,object]",
        "System.Collections.Generic.HashSet`1[object]", "System.Tuple`1[object]", "System.Action", "[Gone]Gone.Type",
    ];

    private static readonly string[] Members = ["Id", "Name", "Next", "Spot", "Tags", "Dropped"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_stream_made_by_chance_ends_in_a_value_or_the_typed_error(int seed)
    {
        var random = new Random(seed);
        var serializer = Laws.GraphLaws.Make(compiled: seed != 3);
        byte[] header = new HeaderBuilder().Set("serializer", "pickle").Build().Encoded.ToArray();
        int values = 0;
        for (int i = 0; i < 4_000; i++)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MsgPackWriter(buffer);
            Value(ref writer, random, 0);
            for (int later = random.Next(4); later > 0; later--) Body(ref writer, random, 1);
            writer.Flush();
            Hostile.Decode(serializer, header, [buffer.WrittenMemory]);
            values += IsValue(serializer, header, buffer.WrittenMemory) ? 1 : 0;
        }

        // Chance must hit what is well formed too, or it tests nothing but the first byte.
        Assert.InRange(values, 40, 3_600);
    }

    private static bool IsValue(WeftSerializer serializer, byte[] header, ReadOnlyMemory<byte> stream)
    {
        try
        {
            serializer.Deserialize(new Payload(Header.FromEncoded(header), stream));
            return true;
        }
        catch (Exception error) when (error is WireFormatException or DeserializationRefusedException)
        {
            return false;
        }
    }

    private static void Value(ref MsgPackWriter writer, Random random, int depth)
    {
        switch (random.Next(depth > 5 ? 4 : 9))
        {
            case 0:
                writer.WriteNil();
                break;
            case 1:
                writer.WriteInt64(random.Next(-3, 300));
                break;
            case 2:
                writer.WriteExtension(2, [(byte)random.Next(4)]);
                break;
            case 3:
                writer.WriteString("a");
                break;
            case 4:
                writer.WriteMapHeader(1);
                Value(ref writer, random, depth + 1);
                Counts(ref writer, random);
                break;
            default:
                writer.WriteArrayHeader(2);
                TypeReference(ref writer, random);
                Body(ref writer, random, depth + 1);
                break;
        }
    }

    private static void Counts(ref MsgPackWriter writer, Random random)
    {
        int types = random.Next(3);
        writer.WriteArrayHeader(3 + types);
        for (int i = 0; i < 3; i++) writer.WriteInt64(random.Next(random.Next(5) == 0 ? 1_000_000 : 3));
        for (int i = 0; i < types; i++) TypeReference(ref writer, random);
    }

    private static void TypeReference(ref MsgPackWriter writer, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                writer.WriteInt64(random.Next(-30, 3));
                break;
            case 1:
                writer.WriteArrayHeader(2);
                writer.WriteString(TypePolicy.Closed.NameOf(typeof(Node)));
                writer.WriteUInt64(WalkedFields.FingerprintOf(typeof(Node)));
                break;
            case 2:
                writer.WriteArrayHeader(2);
                writer.WriteString(TypePolicy.Closed.NameOf(typeof(Laws.TolerantCodecLaws.Offer)));
                int members = random.Next(4);
                writer.WriteArrayHeader(members);
                int start = random.Next(Members.Length);
                for (int i = 0; i < members; i++) writer.WriteString(Members[(start + i) % Members.Length]);
                break;
            default:
                writer.WriteString(Names[random.Next(Names.Length)]);
                break;
        }
    }

    private static void Body(ref MsgPackWriter writer, Random random, int depth)
    {
        if (random.Next(4) == 0)
        {
            writer.WriteNil();
            return;
        }

        int count = random.Next(4);
        writer.WriteArrayHeader(count);
        for (int i = 0; i < count; i++) Value(ref writer, random, depth + 1);
    }
}
