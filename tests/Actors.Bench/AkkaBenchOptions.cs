using System.Globalization;

namespace Weft.Actors.Bench;

/// <summary>What the user asked of the bench.</summary>
/// <param name="Section">Run only this section; null for all.</param>
/// <param name="Quick">Fewer messages and shorter phases, for a look instead of a figure to quote.</param>
/// <param name="Json">One JSON object per line instead of a table.</param>
/// <param name="Seconds">How long each of the two phases of the heartbeats lasts; null for the usual.</param>
/// <param name="Only">Run only arrays of this length, as results name it: 8kb; null for all.</param>
internal sealed record AkkaBenchOptions(string? Section, bool Quick, bool Json, int? Seconds, string? Only)
{
    /// <summary>What can be run.</summary>
    public static IReadOnlyList<string> Sections { get; } = ["arrays", "messages", "heartbeat"];

    /// <summary>Alternating rounds whose median counts.</summary>
    public int Rounds => Quick ? 5 : 9;

    /// <summary>How long heartbeats are watched, idle and again under load.</summary>
    public TimeSpan Phase => TimeSpan.FromSeconds(Seconds ?? (Quick ? 15 : 120));

    /// <summary>True where a section is to run.</summary>
    public bool Runs(string section) => Section is null || Section == section;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">A word is not understood; the message lists what is.</exception>
    public static AkkaBenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new AkkaBenchOptions(null, false, false, null, null);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Quick = true },
                "--json" => options with { Json = true },
                "--seconds" when i + 1 < arguments.Length => options with { Seconds = Number(arguments[++i]) },
                "--only" when i + 1 < arguments.Length => options with { Only = arguments[++i] },
                var section when options.Section is null && Sections.Contains(section) =>
                    options with { Section = section },
                var other => throw new ArgumentException(
                    $"'{other}' is not understood; bench akka takes one of {string.Join(", ", Sections)}, "
                    + "and --quick, --json, --seconds N and --only LENGTH"),
            };
        }

        return options;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and <= 3600
            ? seconds
            : throw new ArgumentException($"--seconds takes a whole number from 1 to 3,600, not '{text}'");
}
