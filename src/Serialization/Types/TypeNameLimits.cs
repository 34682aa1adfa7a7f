namespace Weft.Serialization;

/// <summary>
/// How far a type's name may go. Depth and arity are part of the grammar, like its brackets: no program that a person
/// wrote comes near them, and each level of depth costs the parser stack.
/// </summary>
internal readonly record struct TypeNameLimits(int CharsMax, int DepthMax, int ArityMax, int RankMax)
{
    /// <summary>The limits that a reader holds names to.</summary>
    public static TypeNameLimits From(Limits limits) => new(limits.TypeNameCharsMax, 24, 32, limits.RankMax);
}
