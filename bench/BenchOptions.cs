namespace Weft.Bench;

/// <summary>What the user asked of the bench.</summary>
/// <param name="Quick">Fewer rounds, for a look instead of a figure to quote.</param>
/// <param name="Json">One JSON object per line instead of a table.</param>
/// <param name="Only">Run only groups whose name contains this; null for all.</param>
/// <param name="Groups">Run exactly these groups; none for all but those that must be named.</param>
internal sealed record BenchOptions(bool Quick, bool Json, string? Only, IReadOnlyList<string> Groups)
{
    /// <summary>Rounds whose median counts.</summary>
    public int Rounds => IsTrial ? 1 : Quick ? 5 : 15;

    /// <summary>True where only the work is of interest, not its time: small values, nothing warmed up.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">A word is not understood; the message lists what is.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions(false, false, null, []);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Quick = true },
                "--json" => options with { Json = true },
                "--only" when i + 1 < arguments.Length => options with { Only = arguments[++i] },
                [>= 'a' and <= 'z', ..] group => options with { Groups = [.. options.Groups, group] },
                _ => throw new ArgumentException(
                    $"'{arguments[i]}' is not understood; "
                    + "bench takes names of groups, --quick, --json and --only NAME"),
            };
        }

        return options;
    }
}
