namespace Weft.Bench;

/// <summary>What the user asked of the bench.</summary>
/// <param name="Quick">Fewer rounds, for a look instead of a figure to quote.</param>
/// <param name="Json">One JSON object per line instead of a table.</param>
/// <param name="Only">Run only groups whose name contains this; null for all.</param>
internal sealed record BenchOptions(bool Quick, bool Json, string? Only)
{
    /// <summary>Rounds whose median counts.</summary>
    public int Rounds => Quick ? 5 : 15;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">A word is not understood; the message lists what is.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions(false, false, null);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Quick = true },
                "--json" => options with { Json = true },
                "--only" when i + 1 < arguments.Length => options with { Only = arguments[++i] },
                _ => throw new ArgumentException(
                    $"'{arguments[i]}' is not understood; bench takes --quick, --json and --only NAME"),
            };
        }

        return options;
    }
}
