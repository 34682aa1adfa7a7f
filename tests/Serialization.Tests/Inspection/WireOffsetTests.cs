using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft.Serialization.Tests.Inspection;

/// <summary>Offsets count within the run, whatever is shown of it, and what no reader takes is told.</summary>
public partial class WireOffsetTests
{
    [Fact]
    public void Offsets_of_a_connection_and_of_a_packed_envelope_are_those_at_which_their_texts_stand()
    {
        (WireRecordKind Kind, byte[] Run)[] runs =
        [
            (WireRecordKind.Connection, WireStreams.Example()), (WireRecordKind.Packed, PackedEnvelopeTests.Example()),
        ];
        foreach (var (kind, run) in runs)
        {
            var description = WireText.Describe(new WireRecord(kind, "", [run]));
            Assert.Empty(description.Errors);
            var texts = Texts().Matches(description.Text);
            Assert.True(texts.Count >= 1, description.Text);
            foreach (Match text in texts)
            {
                int at = int.Parse(text.Groups["at"].Value, CultureInfo.InvariantCulture);
                string key = text.Groups["text"].Value;
                // The line of an entry has the offset of its value: a text's first byte or the head before it. A text
                // may end in the next piece.
                Assert.True(run[at] == key[0] || run[at + 1] == key[0], text.Value);
            }
        }
    }

    [Fact]
    public void A_message_in_several_pieces_is_shown_whole_with_the_offsets_of_its_pieces()
    {
        var description = WireText.Describe(WireRecord.FromFile(WireStreams.Example()));
        Assert.Empty(description.Errors);
        int second = description.Text.IndexOf("\"y\"", StringComparison.Ordinal);
        Assert.True(second > 0 && description.Text.Contains("\"bulk\"", StringComparison.Ordinal), description.Text);
        Assert.Equal(3, Regex.Count(description.Text, "(?m)^body: "));
    }

    [Fact]
    public void An_error_within_a_packed_envelope_and_a_connection_has_the_offset_within_the_run()
    {
        // The head is an array of 3: it begins behind its length, and behind the header of its piece.
        byte[] head = [0x93, 0xc4, 0, 0x90, 0x90];
        byte[] packed = [5, 0, 0, 0, .. head];
        Assert.EndsWith("(at offset 4)", Error(WireRecordKind.Packed, packed), StringComparison.Ordinal);
        byte[] greeting = WireStreams.Greeting();
        byte[] stream = [.. greeting, .. WireStreams.Piece(1, 0, 0, 0, head)];
        Assert.EndsWith(
            $"(at offset {greeting.Length + 12})", Error(WireRecordKind.Connection, stream), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_names_a_value_which_did_not_come_is_told_as_its_readers_would()
    {
        var weft = TestSerializers.New();
        var frames = weft.Dumps(new List<object?> { 1, new ToSerialize(new[] { 1.5 }) }).ToArray();
        var body = frames[0].ToArray();
        body[^1] = 7;
        frames[0] = body;
        Assert.Throws<WireFormatException>(() => weft.Loads(frames));
        var told = WireText.Describe(new WireRecord(WireRecordKind.Message, "", frames)).Errors;
        Assert.Equal("body: it names value 7; it came with 1 (at offset 2)", Assert.Single(told));
        var packed = PackedEnvelope.Pack(new Envelope(body, []), weft, new SerializeOptions());
        told = WireText.Describe(new WireRecord(WireRecordKind.Packed, "", [packed])).Errors;
        Assert.Equal("body: it names value 7; it came with 0 (at offset 9)", Assert.Single(told));
        told = WireText.Describe(new WireRecord(WireRecordKind.Administrative, "", [body])).Errors;
        Assert.Contains("names value 7", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_begins_with_a_preamble_is_a_connection()
    {
        Assert.Equal(WireRecordKind.Connection, WireRecord.FromFile(WireStreams.Greeting()).Kind);
        var description = WireText.DescribeFile(WireStreams.Greeting());
        Assert.Empty(description.Errors);
        Assert.Contains("hello of", description.Text, StringComparison.Ordinal);
        Assert.Single(WireText.DescribeFile(WireStreams.Greeting()[..^1]).Errors);
    }

    [Theory]
    [InlineData("# Weft\n\nRead me.", "15 bytes follow the first value")]
    [InlineData("WEFT is a name", "13 bytes follow the first value")]
    [InlineData("", "")]
    public void A_file_that_is_no_message_is_told_to_be_none(string text, string why)
    {
        var told = WireText.DescribeFile(System.Text.Encoding.UTF8.GetBytes(text)).Errors;
        Assert.StartsWith("no record; as msgpack: ", Assert.Single(told), StringComparison.Ordinal);
        Assert.Contains(why, told[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_of_records_are_found_by_their_names_and_others_are_none()
    {
        foreach (var kind in Enum.GetValues<WireRecordKind>())
            Assert.Equal(kind, WireRecord.KindOf(WireRecord.NameOf(kind)));
        Assert.Null(WireRecord.KindOf("letter"));
    }

    [Fact]
    public void Frames_that_no_open_declares_and_messages_without_an_end_are_told()
    {
        byte[] greeting = WireStreams.Greeting();
        byte[] frames = [.. greeting, .. WireStreams.Piece(4, 1, 0, 8, [1])];
        Assert.Contains("transfer 8", Error(WireRecordKind.Connection, frames), StringComparison.Ordinal);
        byte[] half = [.. greeting, .. WireStreams.Piece(1, 0, 1, 0, [0x92])];
        Assert.Contains("continues", Error(WireRecordKind.Connection, half), StringComparison.Ordinal);
        byte[] another = [.. half, .. WireStreams.Piece(1, 2, 0, 0, [0x92])];
        Assert.Contains("none of its parts", Error(WireRecordKind.Connection, another), StringComparison.Ordinal);
    }

    private static string Error(WireRecordKind kind, byte[] run) =>
        Assert.Single(WireText.Describe(new WireRecord(kind, "", [run])).Errors);

    [GeneratedRegex("(?m)^ *(?<at>[0-9]+)  +(\"[a-z]+\": )?\"(?<text>[a-z]+)\"$")]
    private static partial Regex Texts();
}
