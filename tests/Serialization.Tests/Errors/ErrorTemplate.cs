using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Serialization.Tests.Errors;

/// <summary>A text of an exception as it stands in the code: a pattern with a gap for each operand.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Text">The text, with <c>{}</c> for each operand.</param>
internal sealed partial record ErrorTemplate(string Place, string Text)
{
    // What is shown as a line of a description is no exception that a reader meets.
    private static readonly string[] Skipped = ["obj", "bin", "Inspection"];

    /// <summary>Characters that are the same whatever the operands are.</summary>
    public int FixedChars => Text.Replace("{}", "", StringComparison.Ordinal).Length;

    /// <summary>True where a message was made from this text.</summary>
    public bool Made(string message) => Regex.IsMatch(
        message, Regex.Escape(Text).Replace(@"\{}", ".*", StringComparison.Ordinal), RegexOptions.Singleline);

    /// <summary>The text of every exception about foreign bytes that src/Serialization makes.</summary>
    public static IReadOnlyList<ErrorTemplate> InSource()
    {
        var found = new List<ErrorTemplate>();
        foreach (string file in Directory.EnumerateFiles(Folder(), "*.cs", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(Folder(), file).Replace('\\', '/');
            if (Skipped.Contains(name.Split('/')[0])) continue;
            string source = File.ReadAllText(file);
            foreach (Match made in Construction().Matches(source))
            {
                int line = source.AsSpan(0, made.Index).Count('\n') + 1;
                found.Add(new ErrorTemplate($"{name}:{line}", ReadText(source, made.Index + made.Length)));
            }
        }

        return found;
    }

    // The first argument: literals, interpolated or not, and expressions, joined by plus signs.
    private static string ReadText(string source, int at)
    {
        var text = new StringBuilder();
        while (true)
        {
            at = AfterSpaces(source, at);
            if (source[at] == '"') at = ReadLiteral(source, at + 1, false, text);
            else if (source.AsSpan(at).StartsWith("$\"")) at = ReadLiteral(source, at + 2, true, text);
            else at = SkipExpression(source, at, text);
            at = AfterSpaces(source, at);
            if (source[at] != '+') return text.ToString();
            at++;
        }
    }

    private static int ReadLiteral(string source, int at, bool hasHoles, StringBuilder text)
    {
        for (; source[at] != '"'; at++)
        {
            if (source[at] == '\\')
            {
                text.Append(source[++at]);
            }
            else if (hasHoles && source[at] == '{' && source[at + 1] != '{')
            {
                at = SkipTo(source, at + 1, "}");
                text.Append("{}");
            }
            else
            {
                // Doubled braces stand for one.
                if (hasHoles && source[at] is '{' or '}') at++;
                text.Append(source[at]);
            }
        }

        return at + 1;
    }

    private static int SkipExpression(string source, int at, StringBuilder text)
    {
        text.Append("{}");
        return SkipTo(source, at, ",+;)");
    }

    // To the first of some characters that is within no brackets and no text.
    private static int SkipTo(string source, int at, string ends)
    {
        int depth = 0;
        for (bool isText = false; ; at++)
        {
            char each = source[at];
            if (each == '"') isText = !isText;
            if (isText) continue;
            if (depth == 0 && ends.Contains(each)) return at;
            if (each is '(' or '[' or '{') depth++;
            else if (each is ')' or ']' or '}') depth--;
        }
    }

    private static int AfterSpaces(string source, int at)
    {
        while (char.IsWhiteSpace(source[at])) at++;
        return at;
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(path)!, "..", "..", "..", "src", "Serialization"));

    // Made by name, or by a method that says of which type it is.
    [GeneratedRegex(
        @"(new\s+(WireFormat|DeserializationRefused|SerializationFailed|CodeRefused|UnsupportedFunction|RemoteError)" +
        @"Exception\(|(WireFormat|DeserializationRefused|SerializationFailed|CodeRefused|UnsupportedFunction)" +
        @"Exception\s+\w+\([^;{}]*?\)\s*=>\s*new\()")]
    private static partial Regex Construction();
}
