using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>How much a description may say. Immutable; validated when set.</summary>
public sealed record WireTextOptions
{
    /// <summary>The defaults: what fits a terminal's memory.</summary>
    public static WireTextOptions Default { get; } = new();

    /// <summary>Lines before the description stops and says so.</summary>
    public int LinesMax { get; init => field = Positive(value); } = 2000;

    /// <summary>Bytes shown of a run that is no msgpack, and characters shown of a text.</summary>
    public int ShownMax { get; init => field = Positive(value); } = 64;

    /// <summary>What the bytes may ask for.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    private static int Positive(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
