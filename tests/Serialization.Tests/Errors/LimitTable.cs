using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Weft.Serialization.Tests.Errors;

/// <summary>The limits as they stand in code: name, unit, default, and the reason from the comment.</summary>
internal static partial class LimitTable
{
    private static readonly (string Part, string Unit)[] Units =
    [
        ("Bytes", "bytes"), ("Chars", "characters"), ("Depth", "levels"), ("Rank", "dimensions"),
        ("Objects", "objects"), ("Payloads", "values"), ("Collisions", "keys"), ("Expansion", "bytes per byte"),
        ("Ratio", "bytes per byte"), ("Rows", "rows"), ("Types", "types"), ("Count", "entries"),
    ];

    /// <summary>The limits, in the order of the file.</summary>
    public static IReadOnlyList<PropertyInfo> Properties { get; } =
        [.. typeof(Limits).GetProperties(BindingFlags.Public | BindingFlags.Instance)];

    /// <summary>The table.</summary>
    public static IEnumerable<string> Rows()
    {
        yield return "| limit | default | unit | what, and why |";
        yield return "| --- | --- | --- | --- |";
        string source = File.ReadAllText(Source()).ReplaceLineEndings("\n");
        foreach (var property in Properties)
        {
            var value = Convert.ToInt64(property.GetValue(Limits.Default), CultureInfo.InvariantCulture);
            yield return $"| `{property.Name}` | {value.ToString("N0", CultureInfo.InvariantCulture)} | "
                + $"{UnitOf(property.Name)} | {SecurityDocument.Cell(ReasonOf(property.Name, source))} |";
        }
    }

    public static string UnitOf(string name) =>
        Units.FirstOrDefault(unit => name.Contains(unit.Part, StringComparison.Ordinal)).Unit
        ?? throw new InvalidOperationException($"the name of Limits.{name} says no unit");

    public static string ReasonOf(string name, string source)
    {
        var comment = Regex.Match(
            source, $@"/// <summary>((?:(?!</summary>).)*)</summary>\s+public \w+ {name} ", RegexOptions.Singleline);
        string text = Markup().Replace(comment.Groups[1].Value, "$1").Replace("///", "", StringComparison.Ordinal);
        return Spaces().Replace(text, " ").Trim();
    }

    private static string Source([CallerFilePath] string path = "") => Path.Combine(
        Path.GetDirectoryName(path)!, "..", "..", "..", "src", "Serialization", "Limits.cs");

    [GeneratedRegex("""<see cref="(\w+)"/>""")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
