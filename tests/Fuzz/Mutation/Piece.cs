namespace Weft.Fuzz;

/// <summary>One msgpack value in a run, or one pair of a map, with the head of the array or map around it.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="ParentHead">Where the head of what holds it stands; -1 for what nothing holds.</param>
/// <param name="IsPair">True for a key and its value together.</param>
internal readonly record struct Piece(int Start, int End, int ParentHead, bool IsPair)
{
    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> In(byte[] run) => run.AsSpan(Start..End);
}
