using System.Globalization;

namespace Weft.Fuzz;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Seconds">How long to go on; 0 for the one input of <paramref name="FirstSeed"/>.</param>
/// <param name="FirstSeed">The number of the first input; each further one has the next number.</param>
/// <param name="Target">The one target to feed, by name; null for all in turn.</param>
public sealed record FuzzOptions(double Seconds, long FirstSeed, string? Target)
{
    /// <summary>How it is called.</summary>
    public const string Usage =
        "fuzz [--minutes N | --seconds N] [--seed N] [--target NAME] [--threads N] [--keep DIR] | fuzz --replay FILE"
        + " | fuzz --write-corpus DIR";

    private const int UsualSeconds = 30;
    private const int ThreadsMax = 64;

    /// <summary>Threads that make and read inputs, each every n-th number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where inputs that break a law are kept.</summary>
    public string Keep { get; init; } = Path.Combine("artifacts", "fuzz");

    /// <summary>
    /// True where inputs that were kept before are mutated too: unless a number was named, which is to mean the same
    /// on each machine.
    /// </summary>
    public bool UsesKept { get; init; }

    /// <summary>A kept input, or a file of the corpus, to be read once instead; null for none.</summary>
    public string? Replay { get; init; }

    /// <summary>Where the corpus is to be written instead; null for nowhere.</summary>
    public string? WriteCorpus { get; init; }

    /// <summary>
    /// Reads the arguments. Without a seed the inputs begin at a number that differs from run to run; with a seed and
    /// no time only that one input is made, which is how a failure is replayed.
    /// </summary>
    /// <exception cref="ArgumentException">An unknown flag, or a value that is no number; it says which.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var values = new Dictionary<string, string>();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string flag = arguments[i];
            if (!IsFlag(flag)) throw new ArgumentException($"unknown argument '{flag}'; usage: {Usage}");
            if (i + 1 == arguments.Count) throw new ArgumentException($"{flag} needs a value; usage: {Usage}");
            values[flag] = arguments[i + 1];
        }

        long? seconds = Number(values, "--minutes") is { } minutes ? minutes * 60 : Number(values, "--seconds");
        long? seed = Number(values, "--seed");
        var options = new FuzzOptions(
            seconds ?? (seed is null ? UsualSeconds : 0),
            seed ?? Random.Shared.NextInt64(1_000_000_000_000),
            values.GetValueOrDefault("--target"))
        {
            Replay = values.GetValueOrDefault("--replay"),
            UsesKept = seed is null,
            WriteCorpus = values.GetValueOrDefault("--write-corpus"),
        };
        options = values.TryGetValue("--keep", out string? keep) ? options with { Keep = keep } : options;
        // One number is one thread's work; a long run takes what the machine has, up to two.
        long usual = seconds > UsualSeconds ? Math.Min(2, Environment.ProcessorCount) : 1;
        return options with { Threads = (int)Math.Clamp(Number(values, "--threads") ?? usual, 1, ThreadsMax) };
    }

    private static bool IsFlag(string text) => text is "--minutes" or "--seconds" or "--seed" or "--target"
        or "--threads" or "--keep" or "--replay" or "--write-corpus";

    private static long? Number(Dictionary<string, string> values, string flag)
    {
        if (!values.TryGetValue(flag, out string? text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new ArgumentException($"{flag} needs a whole number from 0 on, found {text}; usage: {Usage}");
    }
}
