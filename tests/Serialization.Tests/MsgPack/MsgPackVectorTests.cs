using System.Buffers;

namespace Weft.Serialization.Tests;

/// <summary>The encodings that the msgpack specification prints, as hex.</summary>
public class MsgPackVectorTests
{
    public static TheoryData<long, string> Integers => new()
    {
        { 0, "00" }, { 127, "7f" }, { 128, "cc80" }, { 255, "ccff" }, { 256, "cd0100" }, { 65535, "cdffff" },
        { 65536, "ce00010000" }, { 4294967295, "ceffffffff" }, { 4294967296, "cf0000000100000000" },
        { long.MaxValue, "cf7fffffffffffffff" }, { -1, "ff" }, { -32, "e0" }, { -33, "d0df" }, { -128, "d080" },
        { -129, "d1ff7f" }, { -32768, "d18000" }, { -32769, "d2ffff7fff" }, { int.MinValue, "d280000000" },
        { -2147483649, "d3ffffffff7fffffff" }, { long.MinValue, "d38000000000000000" },
    };

    [Theory]
    [MemberData(nameof(Integers))]
    public void A_whole_number_takes_its_smallest_form_and_comes_back(long value, string hex)
    {
        Assert.Equal(hex, Hex((ref MsgPackWriter w) => w.WriteInt64(value)));
        Assert.Equal(value, Reader(hex).ReadInt64());
    }

    [Theory]
    [InlineData("00")]
    [InlineData("cc00")]
    [InlineData("cd0000")]
    [InlineData("ce00000000")]
    [InlineData("cf0000000000000000")]
    [InlineData("d000")]
    [InlineData("d10000")]
    [InlineData("d200000000")]
    [InlineData("d30000000000000000")]
    public void A_reader_takes_any_width_of_a_number(string hex)
    {
        Assert.Equal(0, Reader(hex).ReadInt64());
        Assert.Equal(0ul, Reader(hex).ReadUInt64());
        Assert.Equal(0, Reader(hex).ReadInt32());
    }

    [Fact]
    public void The_largest_unsigned_number_survives()
    {
        Assert.Equal("cfffffffffffffffff", Hex((ref MsgPackWriter w) => w.WriteUInt64(ulong.MaxValue)));
        Assert.Equal(ulong.MaxValue, Reader("cfffffffffffffffff").ReadUInt64());
        Assert.Throws<WireFormatException>(() => Reader("cfffffffffffffffff").ReadInt64());
        Assert.Throws<WireFormatException>(() => Reader("ff").ReadUInt64());
        Assert.Throws<WireFormatException>(() => Reader("ce80000000").ReadInt32());
    }

    [Fact]
    public void Nil_booleans_and_floats_are_as_specified()
    {
        Assert.Equal("c0", Hex((ref MsgPackWriter w) => w.WriteNil()));
        Assert.Equal("c2", Hex((ref MsgPackWriter w) => w.WriteBoolean(false)));
        Assert.Equal("c3", Hex((ref MsgPackWriter w) => w.WriteBoolean(true)));
        Assert.Equal("ca3fc00000", Hex((ref MsgPackWriter w) => w.WriteSingle(1.5f)));
        Assert.Equal("cb3ff8000000000000", Hex((ref MsgPackWriter w) => w.WriteDouble(1.5)));
        Assert.Equal(1.5, Reader("ca3fc00000").ReadDouble());
        Assert.Equal(1.5f, Reader("ca3fc00000").ReadSingle());
        Assert.Equal(1.5, Reader("cb3ff8000000000000").ReadDouble());
        Assert.True(Reader("c3").ReadBoolean());
        Assert.False(Reader("c2").ReadBoolean());
        Assert.True(Reader("c0").TryReadNil());
    }

    [Theory]
    [InlineData(0, "a0")]
    [InlineData(31, "bf")]
    [InlineData(32, "d920")]
    [InlineData(255, "d9ff")]
    [InlineData(256, "da0100")]
    [InlineData(65535, "daffff")]
    [InlineData(65536, "db00010000")]
    public void A_text_has_the_shortest_head(int length, string head)
    {
        string text = new('x', length);
        string hex = Hex((ref MsgPackWriter w) => w.WriteString(text));
        Assert.Equal(head, hex[..head.Length]);
        Assert.Equal(head.Length + 2 * length, hex.Length);
        Assert.Equal(text, Reader(hex).ReadString());
    }

    [Theory]
    [InlineData(0, "c400")]
    [InlineData(255, "c4ff")]
    [InlineData(256, "c50100")]
    [InlineData(65536, "c600010000")]
    public void Bytes_have_the_shortest_head(int length, string head)
    {
        string hex = Hex((ref MsgPackWriter w) => w.WriteBinary(new byte[length]));
        Assert.StartsWith(head, hex);
        Assert.Equal(length, Reader(hex).ReadBinary().Length);
    }

    [Theory]
    [InlineData(0, "90", "80")]
    [InlineData(15, "9f", "8f")]
    [InlineData(16, "dc0010", "de0010")]
    [InlineData(65535, "dcffff", "deffff")]
    [InlineData(65536, "dd00010000", "df00010000")]
    public void Arrays_and_maps_have_the_shortest_head(int count, string array, string map)
    {
        Assert.Equal(array, Hex((ref MsgPackWriter w) => w.WriteArrayHeader(count)));
        Assert.Equal(map, Hex((ref MsgPackWriter w) => w.WriteMapHeader(count)));
        Assert.Equal(count, Reader(array + new string('0', 2 * count)).ReadArrayHeader());
        Assert.Equal(count, Reader(map + new string('0', 4 * count)).ReadMapHeader());
    }

    [Theory]
    [InlineData(0, "c70005")]
    [InlineData(1, "d405")]
    [InlineData(2, "d505")]
    [InlineData(3, "c70305")]
    [InlineData(4, "d605")]
    [InlineData(8, "d705")]
    [InlineData(16, "d805")]
    [InlineData(17, "c71105")]
    [InlineData(256, "c8010005")]
    [InlineData(65536, "c90001000005")]
    public void An_extension_has_the_shortest_head(int length, string head)
    {
        string hex = Hex((ref MsgPackWriter w) => w.WriteExtension(5, new byte[length]));
        Assert.StartsWith(head, hex);
        Assert.Equal(length, Reader(hex).ReadExtension(out sbyte type).Length);
        Assert.Equal(5, type);
    }

    [Fact]
    public void A_timestamp_stays_an_extension()
    {
        var reader = Reader("d6ff00000001");
        Assert.Equal(MsgPackType.Extension, reader.PeekType());
        Assert.Equal(4, reader.ReadExtension(out sbyte type).Length);
        Assert.Equal(-1, type);
    }

    [Fact]
    public void The_specifications_own_example_is_27_bytes_long()
    {
        string hex = Hex((ref MsgPackWriter w) =>
        {
            w.WriteMapHeader(2);
            w.WriteString("compact");
            w.WriteBoolean(true);
            w.WriteString("schema");
            w.WriteInt64(0);
        });
        Assert.Equal("82a7636f6d70616374c3a6736368656d6100", hex);
    }

    [Fact]
    public void Text_beyond_ascii_is_utf8_and_a_lone_surrogate_is_refused()
    {
        Assert.Equal("a9c3a4e282acf09f9880", Hex((ref MsgPackWriter w) => w.WriteString("ä€😀")));
        Assert.Equal("ä€😀", Reader("a9c3a4e282acf09f9880").ReadString());
        Assert.Throws<ArgumentException>(() => Hex((ref MsgPackWriter w) => w.WriteString("\ud800")));
        Assert.Throws<ArgumentException>(() => Hex((ref MsgPackWriter w) => w.WriteString("long enough \ud800")));
        Assert.Throws<WireFormatException>(() => Reader("a1ff").ReadString());
    }

    [Theory]
    [InlineData("c1")]
    [InlineData("")]
    [InlineData("cd01")]
    [InlineData("a3616")]
    [InlineData("92c0")]
    [InlineData("81c0")]
    [InlineData("ddffffffff")]
    [InlineData("dfffffffff")]
    [InlineData("dbffffffff")]
    [InlineData("c6ffffffff")]
    [InlineData("c9ffffffff01")]
    [InlineData("d801")]
    public void Malformed_input_is_a_wire_format_error_and_moves_nothing(string hex)
    {
        if (hex.Length % 2 != 0) hex = hex[..^1];
        var reader = Reader(hex);
        try
        {
            reader.Skip();
            Assert.Fail("nothing was thrown");
        }
        catch (WireFormatException)
        {
            Assert.Equal(0, reader.Offset);
        }
    }

    [Fact]
    public void Nesting_is_limited_also_while_skipping()
    {
        var limits = new Limits { DepthMax = 8 };
        Assert.Throws<WireFormatException>(() =>
            new MsgPackReader(Convert.FromHexString(string.Concat(Enumerable.Repeat("91", 9)) + "c0"), limits).Skip());
        new MsgPackReader(Convert.FromHexString(string.Concat(Enumerable.Repeat("91", 8)) + "c0"), limits).Skip();
        Assert.Throws<WireFormatException>(() =>
            new MsgPackReader(Enumerable.Repeat((byte)0x91, 1_000_000).ToArray(), Limits.Default).Skip());
    }

    [Fact]
    public void Counts_and_texts_are_limited()
    {
        var limits = new Limits { CountMax = 2, StringBytesMax = 2 };
        Assert.Throws<WireFormatException>(() => new MsgPackReader([0x93, 1, 2, 3], limits).Skip());
        Assert.Throws<WireFormatException>(() => new MsgPackReader([0xa3, 65, 65, 65], limits).Skip());
        Assert.Equal(2, new MsgPackReader([0x92, 1, 2], limits).ReadArrayHeader());
    }

    internal delegate void Write(ref MsgPackWriter writer);

    internal static string Hex(Write write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(buffer);
        write(ref writer);
        Assert.True(writer.BytesWritten > 0);
        writer.Flush();
        Assert.Equal(buffer.WrittenCount, writer.BytesWritten);
        return Convert.ToHexStringLower(buffer.WrittenSpan);
    }

    private static MsgPackReader Reader(string hex) => new(Convert.FromHexString(hex), Limits.Default);
}
