using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests.Inspection;

/// <summary>
/// What <c>weft inspect</c> prints. A difference from a golden is a change of the wire or of the print: look at it,
/// then write the files anew with WEFT_UPDATE_GOLDENS=1.
/// </summary>
public class WireTextTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);

    private static readonly Dictionary<string, Func<WireRecord>> Records = new()
    {
        ["inspect-message"] = () => new WireRecord(WireRecordKind.Message, "a message of three values", Message()),
        ["inspect-payload"] = () => WireRecord.Of(Weft.Serialize(new[] { 1.0, -2.5 }), "two numbers"),
        ["inspect-collection"] = () => WireRecord.Of(Collection()),
        ["inspect-graph"] = () => WireRecord.Of(Graph()),
        ["inspect-error"] = () => WireRecord.Of(
            Weft.Serialize(new object(), new SerializeOptions { Serializers = ["msgpack"] })),
        ["inspect-packed"] = () => new WireRecord(WireRecordKind.Packed, "", [PackedEnvelopeTests.Example()]),
        ["inspect-connection"] = () => WireRecord.FromFile(WireStreams.Example()),
        ["inspect-hostile"] = () => WireRecord.FromFile(
            new byte[] { 0x93, 0x01, 0x81, 0xa1, 0x61, 0xdd, 0xff, 0xff, 0xff, 0xff }),
    };

    public static TheoryData<string> Names => [.. Records.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_description_is_that_of_the_golden(string name)
    {
        string text = WireText.Describe(Records[name]()).Text;
        string file = Path.Combine(Folder(), name + ".txt");
        if (Environment.GetEnvironmentVariable("WEFT_UPDATE_GOLDENS") == "1") File.WriteAllText(file, text);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void A_record_comes_back_from_its_bytes_as_it_was()
    {
        foreach (var kind in Enum.GetValues<WireRecordKind>())
        {
            var record = new WireRecord(kind, "why", [new byte[] { 1, 2 }, Array.Empty<byte>()]);
            var back = WireRecord.FromFile(record.Encode());
            Assert.Equal((kind, "why", "0102", ""), (
                back.Kind, back.Note, Convert.ToHexString(back.Runs[0].Span), Convert.ToHexString(back.Runs[1].Span)));
        }
    }

    [Fact]
    public void A_file_that_is_no_record_is_msgpack() =>
        Assert.Equal(WireRecordKind.MsgPack, WireRecord.FromFile(new byte[] { 0x92, 1, 2 }).Kind);

    [Fact]
    public void A_record_cut_or_changed_anywhere_is_msgpack_or_malformed_and_can_be_described()
    {
        var whole = new WireRecord(WireRecordKind.Message, "note", Message()).Encode();
        for (int at = 0; at < whole.Length; at++)
        {
            Describe(whole[..at]);
            foreach (byte mask in new byte[] { 1, 0x20, 0x80, 0xff })
            {
                var changed = (byte[])whole.Clone();
                changed[at] ^= mask;
                Describe(changed);
            }
        }

        static void Describe(byte[] file)
        {
            try
            {
                WireText.Describe(WireRecord.FromFile(file));
            }
            catch (WireFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Fact]
    public void A_description_stays_short_whatever_the_message_holds()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => (object?)$"text {i}").ToList();
        var record = new WireRecord(WireRecordKind.Message, "", Weft.Dumps(values));
        var description = WireText.Describe(record, new WireTextOptions { LinesMax = 50 });
        Assert.Equal(51, description.Text.Count(c => c == '\n'));
        Assert.Contains("ends after 50 lines", description.Text, StringComparison.Ordinal);
        Assert.Empty(description.Errors);
    }

    [Fact]
    public void What_is_malformed_behind_the_last_line_is_told_all_the_same()
    {
        var record = WireRecord.FromFile((byte[])[.. Enumerable.Repeat((byte)1, 100), 0xc1]);
        var description = WireText.Describe(record, new WireTextOptions { LinesMax = 10 });
        Assert.Contains("offset 100", Assert.Single(description.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_cannot_move_the_cursor_of_whoever_reads_it()
    {
        var description = WireText.Describe(WireRecord.FromFile(
            new byte[] { 0xa7, (byte)'a', 0x1b, (byte)'[', (byte)'2', (byte)'J', (byte)'\n', 0x07 }));
        Assert.Contains("\"a\\u001b[2J\\u000a\\u0007\"", description.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kinds_of_records_are_those_of_the_document()
    {
        string document = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "wire.md"));
        foreach (var kind in Enum.GetValues<WireRecordKind>())
            Assert.Contains($"\"{WireRecord.NameOf(kind)}\"", document, StringComparison.Ordinal);
    }

    // By hand, so that they stay as they are when Weft learns to write values otherwise.
    private static Payload Collection()
    {
        var number = new HeaderBuilder().Set("serializer", "msgpack").Build();
        var reason = new HeaderBuilder().Set("serializer", "error").Build();
        var inner = new HeaderBuilder().Set("is-collection", true).Set("type", "object[]")
            .Set("sub-headers", [number, reason]).Set("frame-counts", [1L, 1L]).Build();
        var header = new HeaderBuilder().Set("is-collection", true).Set("type", "object[]")
            .Set("sub-headers", [number, inner]).Set("frame-counts", [1L, 2L]).Build();
        return new Payload(header, [new byte[] { 7 }, new byte[] { 8 }, "gone"u8.ToArray()]);
    }

    private static Payload Graph()
    {
        byte[] parts = [0x91, 0x93, 0xa6, .. "byte[]"u8, 0, 0x91, 0x20];
        byte[] stream = [0x92, 0xa8, .. "object[]"u8, 0x93, 0xd4, 3, 0, 0xd4, 2, 1, 0xd4, 1, 0];
        var header = new HeaderBuilder().Set("serializer", "pickle").SetRaw("parts", parts).Build();
        return new Payload(header, [stream, new byte[32]]);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Message() => Weft.Dumps(new Dictionary<string, object?>
    {
        ["op"] = "put",
        ["data"] = new List<object?>
        {
            new ToSerialize(new short[] { 1, 2 }), new ToSerialize(Array.Empty<short>()), new ToSerialize("text"),
        },
    });

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "Goldens");
}
