using System.Globalization;
using System.Text;

namespace Weft.Serialization;

/// <summary>The lines of a description, up to a maximum. One thread at a time.</summary>
internal sealed class WireLines(WireTextOptions options)
{
    private const int IndentMax = 40;
    private const int ErrorCharsMax = 400;

    // What all compressed frames of a description may become together.
    private const long OpenedBytesMax = 16 << 20;

    private readonly StringBuilder _text = new();
    private readonly List<string> _errors = [];
    private int _lines;
    private long _openedBytes;
    private bool _saidEnd;

    /// <summary>How much may be shown.</summary>
    public WireTextOptions Options => options;

    /// <summary>
    /// True once no line is taken any more, which the last line then says: ask only where more would come.
    /// </summary>
    public bool IsFull => _lines >= options.LinesMax && !Begin();

    /// <summary>A line that stands for itself: the title of a run.</summary>
    public void Title(string text)
    {
        if (Begin()) _text.Append(text).Append('\n');
    }

    /// <summary>A line about the bytes at an offset.</summary>
    public void Line(long offset, int depth, string text)
    {
        if (!Begin()) return;
        _text.Append(CultureInfo.InvariantCulture, $"{offset,8}  ").Append(' ', Math.Min(2 * depth, IndentMax));
        if (2 * depth > IndentMax) _text.Append(CultureInfo.InvariantCulture, $"({depth}) ");
        _text.Append(text).Append('\n');
    }

    /// <summary>Takes what a compressed frame becomes into account; false where that would be too much.</summary>
    public bool TryOpen(long bytes)
    {
        if (bytes > OpenedBytesMax - _openedBytes) return false;
        _openedBytes += bytes;
        return true;
    }

    /// <summary>A run that cannot be read on.</summary>
    public void Fail(string run, WireFormatException error)
    {
        string text = error.Message;
        string line = Plain($"{run}: {text[..Math.Min(text.Length, ErrorCharsMax)]}");
        _errors.Add(line);
        // Errors are what the reader came for: they are shown even when the lines are used up.
        _lines++;
        _text.Append("malformed  ").Append(line).Append('\n');
    }

    /// <summary>A text within quotes, cut and without anything that moves a cursor.</summary>
    public string Quote(ReadOnlySpan<byte> utf8)
    {
        var shown = utf8[..Math.Min(utf8.Length, options.ShownMax)];
        string text = Plain(Encoding.UTF8.GetString(shown)).Replace("\"", "\\\"", StringComparison.Ordinal);
        string rest = shown.Length < utf8.Length ? $" and {utf8.Length - shown.Length} bytes more" : "";
        return $"\"{text}\"{rest}";
    }

    /// <summary>The first bytes in hex, and as text where they can be printed.</summary>
    public string Hex(ReadOnlySpan<byte> bytes)
    {
        var shown = bytes[..Math.Min(bytes.Length, options.ShownMax / 2)];
        var text = new StringBuilder(Convert.ToHexStringLower(shown));
        if (shown.Length < bytes.Length)
            text.Append(CultureInfo.InvariantCulture, $" and {bytes.Length - shown.Length} bytes more");
        if (shown.Length == 0) return "";
        text.Append("  ");
        foreach (byte each in shown) text.Append(each is >= 0x20 and < 0x7f ? (char)each : '.');
        return text.ToString();
    }

    /// <summary>The description.</summary>
    public WireDescription ToDescription() => new(_text.ToString(), _errors);

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
        if (_lines < options.LinesMax)
        {
            _lines++;
            return true;
        }

        if (!_saidEnd)
            _text.Append(CultureInfo.InvariantCulture, $"… the description ends after {options.LinesMax} lines\n");
        _saidEnd = true;
        return false;
    }

    // Control characters, and marks that turn the direction of what is printed.
    private static bool IsMoving(char each) => char.IsControl(each)
        || CharUnicodeInfo.GetUnicodeCategory(each) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
