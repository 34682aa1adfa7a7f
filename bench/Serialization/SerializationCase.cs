namespace Weft.Bench;

/// <summary>A value, Weft and the others on it, and what is asked of Weft.</summary>
/// <param name="Name">Names the rows.</param>
/// <param name="Weft">Weft on the value.</param>
/// <param name="Others">The first of them is the baseline.</param>
/// <param name="IsSame">Whether what was decoded is the value.</param>
internal sealed record SerializationCase(
    string Name, Contender Weft, IReadOnlyList<Contender> Others, Func<object?, bool> IsSame)
{
    /// <summary>The most nanoseconds of encoding; null where nothing is asked.</summary>
    public double? EncodeNanosecondsMax { get; init; }

    /// <summary>The most bytes that encoding allocates; null where nothing is asked.</summary>
    public double? EncodeBytesMax { get; init; }

    /// <summary>The most that decoding may take of the baseline's time; null where nothing is asked.</summary>
    public double? DecodeRatioMax { get; init; }
}
