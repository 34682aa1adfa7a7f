using System.Text.Json;
using System.Text.RegularExpressions;

namespace Weft.Node.Tests;

/// <summary>
/// The little of YAML that the compose file is written in: maps by two blanks, texts, lists of texts in brackets,
/// anchors of maps, aliases and merges of those. Whatever else a line says is refused.
/// </summary>
internal sealed partial class ComposeText
{
    private readonly Dictionary<string, Dictionary<string, object>> _anchors = new(StringComparer.Ordinal);
    private readonly List<(int Indent, string Key, string Value, string Line)> _lines = [];
    private int _next;

    private ComposeText()
    {
    }

    /// <summary>Keys to texts, lists of texts (<c>string[]</c>), or maps of the same kind.</summary>
    /// <exception cref="FormatException">A line is not of this kind; the text gives it.</exception>
    public static Dictionary<string, object> Parse(string text)
    {
        var parser = new ComposeText();
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length == 0 || line.TrimStart().StartsWith('#')) continue;
            var match = Entry().Match(line);
            if (!match.Success || match.Groups["indent"].Length % 2 != 0) throw Wrong(line);
            parser._lines.Add(
                (match.Groups["indent"].Length / 2, match.Groups["key"].Value, match.Groups["value"].Value, line));
        }

        var all = parser.MapAt(0);
        if (parser._next < parser._lines.Count) throw Wrong(parser._lines[parser._next].Line);
        return all;
    }

    private Dictionary<string, object> MapAt(int indent)
    {
        var map = new Dictionary<string, object>(StringComparer.Ordinal);
        Dictionary<string, object> merged = [];
        while (_next < _lines.Count && _lines[_next].Indent == indent)
        {
            var (_, key, value, line) = _lines[_next++];
            var read = Read(value, indent, line);
            if (key == "<<" && merged.Count == 0 && read is Dictionary<string, object> other) merged = other;
            else if (key == "<<" || !map.TryAdd(key, read)) throw Wrong(line);
        }

        foreach (var (key, value) in merged) map.TryAdd(key, value);
        return map;
    }

    private object Read(string value, int indent, string line)
    {
        if (value.Length == 0) return InnerMap(indent, line);
        switch (value[0])
        {
            case '&':
                return _anchors[value[1..]] = InnerMap(indent, line);
            case '*':
                return _anchors.TryGetValue(value[1..], out var map) ? map : throw Wrong(line);
            case '[':
                return JsonSerializer.Deserialize<string[]>(value) ?? throw Wrong(line);
            case '"':
                return JsonSerializer.Deserialize<string>(value) ?? throw Wrong(line);
            default:
                return PlainText().IsMatch(value) ? value : throw Wrong(line);
        }
    }

    private Dictionary<string, object> InnerMap(int indent, string line)
    {
        var map = MapAt(indent + 1);
        return map.Count > 0 ? map : throw Wrong(line);
    }

    private static FormatException Wrong(string line) => new($"not the YAML that this reads: '{line}'");

    [GeneratedRegex(@"^(?<indent> *)(?<key><<|[A-Za-z][A-Za-z0-9_-]*):(?: (?<value>\S.*))?$")]
    private static partial Regex Entry();

    // Neither a comment nor a map within a text, and nothing that YAML reads as more than text.
    [GeneratedRegex(@"^[A-Za-z0-9./](?:(?!: | #).)*$")]
    private static partial Regex PlainText();
}
