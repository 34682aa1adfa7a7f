using System.CommandLine;
using Weft.Serialization;

namespace Weft.Node;

/// <summary>
/// <c>weft inspect</c>: prints a message as text. Nothing in it is decoded, and no type is looked up.
/// </summary>
public static class InspectCommand
{
    /// <summary>The file was printed as far as it can be; something in it is malformed, or it is no message.</summary>
    public const int Malformed = 1;

    /// <summary>The file could not be read.</summary>
    public const int Unreadable = 2;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "a record (tests/corpus, what the fuzzer keeps), a connection's bytes, or one msgpack value; "
                + "- for standard input",
        };
        var lines = Positive("--lines", "lines shown at most", WireTextOptions.Default.LinesMax);
        var shown = Positive("--shown", "bytes shown of a run, characters of a text", WireTextOptions.Default.ShownMax);
        var kind = Kind();
        var command = new Command("inspect", "Print a message as text, with offsets, without decoding it.")
        {
            file, kind, lines, shown,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(file)!,
            parsed.GetValue(kind) is { } name ? WireRecord.KindOf(name) : null,
            new WireTextOptions { LinesMax = parsed.GetValue(lines), ShownMax = parsed.GetValue(shown) },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(
        string file, WireRecordKind? kind, WireTextOptions options, TextWriter output, TextWriter error)
    {
        try
        {
            var bytes = Read(file);
            var description = kind is { } known
                ? WireText.Describe(new WireRecord(known, "", [bytes]), options)
                : WireText.DescribeFile(bytes, options);
            output.Write(description.Text);
            foreach (string line in description.Errors) error.WriteLine($"weft inspect: {file}: {line}");
            return description.Errors.Count == 0 ? 0 : Malformed;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            error.WriteLine($"weft inspect: {wrong.Message}");
            return Unreadable;
        }
    }

    private static ReadOnlyMemory<byte> Read(string file)
    {
        if (file != "-") return File.ReadAllBytes(file);
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Option<string?> Kind()
    {
        string[] kinds = [.. Enum.GetValues<WireRecordKind>().Select(WireRecord.NameOf)];
        var option = new Option<string?>("--kind")
        {
            Description = $"what the bytes are, which are no record then: {string.Join(", ", kinds)}",
        };
        option.AcceptOnlyFromAmong(kinds);
        return option;
    }

    private static Option<int> Positive(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError($"{name} takes 1 or more");
        });
        return option;
    }
}
