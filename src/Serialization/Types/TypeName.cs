using System.Text;

namespace Weft.Serialization;

/// <summary>
/// A type's name as it travels, parsed by <see cref="TypeNameParser"/> and nothing else. Pure text: no type has been
/// looked up yet.
/// </summary>
/// <param name="Assembly">The simple name of the assembly, or null for a type of the built-in table.</param>
/// <param name="Name">The full name of the definition: <c>Shop.Box`1</c>, <c>Shop.Outer+Inner</c>, <c>int</c>.</param>
/// <param name="Arguments">The generic arguments, outermost type's first; empty for a plain type.</param>
/// <param name="Ranks">The ranks of the arrays around it, innermost first: <c>int[][,]</c> is 1, 2.</param>
internal sealed record TypeName(
    string? Assembly,
    string Name,
    IReadOnlyList<TypeName> Arguments,
    IReadOnlyList<int> Ranks)
{
    /// <summary>The name of the definition alone, as tables of allowed types are keyed.</summary>
    public string Definition => Assembly is null ? Name : $"[{Assembly}]{Name}";

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder(Definition);
        if (Arguments.Count > 0) text.Append('[').AppendJoin(',', Arguments).Append(']');
        foreach (int rank in Ranks) text.Append('[').Append(',', rank - 1).Append(']');
        return text.ToString();
    }
}
