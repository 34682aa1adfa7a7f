using System.Globalization;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// The lines of a description, up to a maximum. Offsets are told as those of the run, wherever in it the bytes stand
/// that are described. One thread at a time.
/// </summary>
internal sealed class WireLines
{
    private const int IndentMax = 40;
    private const int ErrorCharsMax = 400;

    // What all compressed frames of a description may become together.
    private const long OpenedBytesMax = 16 << 20;

    private readonly WirePage _page;
    private readonly WireOrigin _origin;

    /// <summary>No line yet, about whole runs.</summary>
    public WireLines(WireTextOptions options)
        : this(options, new WirePage(), WireOrigin.Run)
    {
    }

    private WireLines(WireTextOptions options, WirePage page, WireOrigin origin) =>
        (Options, _page, _origin) = (options, page, origin);

    /// <summary>How much may be shown.</summary>
    public WireTextOptions Options { get; }

    /// <summary>The same lines, for bytes that begin at an offset of those that are described here.</summary>
    public WireLines From(long offset) => offset == 0 ? this : Of(_origin.From(offset));

    /// <summary>The same lines, for bytes that stand elsewhere in the run.</summary>
    public WireLines Of(WireOrigin origin) => new(Options, _page, origin);

    /// <summary>
    /// True once no line is taken any more, which the last line then says: ask only where more would come.
    /// </summary>
    public bool IsFull => _page.Lines >= Options.LinesMax && !Begin();

    /// <summary>A line that stands for itself: the title of a run.</summary>
    public void Title(string text)
    {
        if (Begin()) _page.Text.Append(text).Append('\n');
    }

    /// <summary>A line about the bytes at an offset.</summary>
    public void Line(long offset, int depth, string text)
    {
        if (!Begin()) return;
        _page.Text.Append(CultureInfo.InvariantCulture, $"{_origin.Of(offset),8}  ");
        _page.Text.Append(' ', Math.Min(2 * depth, IndentMax));
        if (2 * depth > IndentMax) _page.Text.Append(CultureInfo.InvariantCulture, $"({depth}) ");
        _page.Text.Append(text).Append('\n');
    }

    /// <summary>Takes what a compressed frame becomes into account; false where that would be too much.</summary>
    public bool TryOpen(long bytes)
    {
        if (bytes > OpenedBytesMax - _page.OpenedBytes) return false;
        _page.OpenedBytes += bytes;
        return true;
    }

    /// <summary>A run that cannot be read on.</summary>
    public void Fail(string run, WireFormatException error)
    {
        string text = error.Message;
        if (Bare(error) is { } bare) text = $"{bare} (at offset {_origin.Of(error.Offset)})";
        string line = Plain($"{run}: {text[..Math.Min(text.Length, ErrorCharsMax)]}");
        _page.Errors.Add(line);
        // Errors are what the reader came for: they are shown even when the lines are used up.
        _page.Lines++;
        _page.Text.Append("malformed  ").Append(line).Append('\n');
    }

    /// <summary>A text within quotes, cut and without anything that moves a cursor.</summary>
    public string Quote(ReadOnlySpan<byte> utf8)
    {
        var shown = utf8[..Math.Min(utf8.Length, Options.ShownMax)];
        string text = Plain(Encoding.UTF8.GetString(shown)).Replace("\"", "\\\"", StringComparison.Ordinal);
        string rest = shown.Length < utf8.Length ? $" and {utf8.Length - shown.Length} bytes more" : "";
        return $"\"{text}\"{rest}";
    }

    /// <summary>The first bytes in hex, and as text where they can be printed.</summary>
    public string Hex(ReadOnlySpan<byte> bytes)
    {
        var shown = bytes[..Math.Min(bytes.Length, Options.ShownMax / 2)];
        var text = new StringBuilder(Convert.ToHexStringLower(shown));
        if (shown.Length < bytes.Length)
            text.Append(CultureInfo.InvariantCulture, $" and {bytes.Length - shown.Length} bytes more");
        if (shown.Length == 0) return "";
        text.Append("  ");
        foreach (byte each in shown) text.Append(each is >= 0x20 and < 0x7f ? (char)each : '.');
        return text.ToString();
    }

    /// <summary>The message of an error without its offset, which may count from elsewhere; null for none.</summary>
    public static string? Bare(WireFormatException error)
    {
        string offset = string.Create(CultureInfo.InvariantCulture, $" (at offset {error.Offset})");
        return error.Offset >= 0 && error.Message.EndsWith(offset, StringComparison.Ordinal)
            ? error.Message[..^offset.Length]
            : null;
    }

    /// <summary>The description.</summary>
    public WireDescription ToDescription() => new(_page.Text.ToString(), _page.Errors);

    /// <summary>The text without anything that moves a cursor or turns the direction of writing.</summary>
    public static string Plain(string text)
    {
        if (!text.Any(IsMoving)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (char each in text)
        {
            if (IsMoving(each)) plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}");
            else plain.Append(each);
        }

        return plain.ToString();
    }

    private bool Begin()
    {
        if (_page.Lines < Options.LinesMax)
        {
            _page.Lines++;
            return true;
        }

        if (!_page.SaidEnd)
            _page.Text.Append(CultureInfo.InvariantCulture, $"… the description ends after {Options.LinesMax} lines\n");
        _page.SaidEnd = true;
        return false;
    }

    // Control characters, and marks that turn the direction of what is printed.
    private static bool IsMoving(char each) => char.IsControl(each)
        || CharUnicodeInfo.GetUnicodeCategory(each) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
