using System.CommandLine;
using Weft.Serialization;

namespace Weft.Node.Tests;

public sealed class InspectCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-inspect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_message_is_printed_with_its_values_and_offsets()
    {
        var weft = WeftSerializer.Default;
        var frames = weft.Dumps(new Dictionary<string, object?> { ["x"] = new ToSerialize(new[] { 1.5 }) });
        var (code, output, error) = Run(Write(new WireRecord(WireRecordKind.Message, "", frames).Encode()));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("extension 1 of 1  value 0", output, StringComparison.Ordinal);
        Assert.Contains("\"dtype\": \"<f8\"", output, StringComparison.Ordinal);
        Assert.Contains("value 0 frame 0: 8 bytes of dask array", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_msgpack_is_printed_value_by_value()
    {
        var (code, output, _) = Run(Write([0x82, 0xa1, 0x61, 0x01, 0xa1, 0x62, 0x93, 1, 2, 3]));
        Assert.Equal(0, code);
        Assert.Contains("\"b\": [1, 2, 3]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_bytes_are_told_in_one_line_with_their_offset_after_what_could_be_read()
    {
        var (code, output, error) = Run(Write([0x92, 0xa4, 0x66, 0x69, 0x6e, 0x65, 0xc1]));
        Assert.Equal(InspectCommand.Malformed, code);
        Assert.Contains("\"fine\"", output, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("(at offset 6)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_no_message_unless_the_call_says_what_it_is()
    {
        string file = Write("# Weft"u8.ToArray());
        var (code, output, error) = Run(file);
        Assert.Equal(InspectCommand.Malformed, code);
        Assert.Contains("no record", error, StringComparison.Ordinal);
        Assert.Equal(0, Run(file, "--kind", "msgpack").Code);
        Assert.Contains(
            "a preamble needs 40 bytes", Run(file, "--kind", "connection").Error, StringComparison.Ordinal);
        Assert.NotEqual(0, Run(file, "--kind", "letter").Code);
        Assert.DoesNotContain("87", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_and_ends_otherwise()
    {
        var (code, output, error) = Run(Path.Combine(_folder, "none.weft"));
        Assert.Equal((InspectCommand.Unreadable, ""), (code, output));
        Assert.Contains("none.weft", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_as_few_as_asked_for()
    {
        string file = Write([0xdc, 0, 100, .. Enumerable.Repeat((byte)1, 100)]);
        Assert.Equal(6, Run(file, "--lines", "5").Output.Count(c => c == '\n'));
        Assert.NotEqual(0, Run(file, "--lines", "0").Code);
    }

    private string Write(byte[] bytes)
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private static (int Code, string Output, string Error) Run(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var configuration = new InvocationConfiguration { Output = output, Error = error };
        int code = InspectCommand.Create().Parse(words).Invoke(configuration);
        return (code, output.ToString(), error.ToString());
    }
}
