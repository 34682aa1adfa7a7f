namespace Weft.Serialization;

/// <summary>A captured value and the fields that lead to it.</summary>
/// <param name="Path">Names of fields from the closure inwards; empty for the target itself.</param>
/// <param name="HasValue">False for an inner closure that is made and left empty, or filled by later paths.</param>
/// <param name="Value">The value; a captured function as its <see cref="FunctionReference"/>.</param>
internal sealed record CapturedField(string[] Path, bool HasValue, object? Value)
{
    /// <summary>The variable's name as the programmer wrote it.</summary>
    public string Name => Path.Length == 0 ? "this" : ShortNames.OfField(Path[^1]);
}
