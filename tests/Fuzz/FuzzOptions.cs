using System.Globalization;

namespace Weft.Fuzz;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Seconds">How long to go on; 0 for the one input of <paramref name="FirstSeed"/>.</param>
/// <param name="FirstSeed">The number of the first input; each further one has the next number.</param>
/// <param name="Target">The one target to feed, by name; null for all in turn.</param>
public sealed record FuzzOptions(double Seconds, long FirstSeed, string? Target)
{
    /// <summary>How it is called.</summary>
    public const string Usage = "fuzz [--seconds N] [--seed N] [--target NAME]";

    /// <summary>
    /// Reads the arguments. Without a seed the inputs begin at a number that differs from run to run; with a seed and
    /// no time only that one input is made, which is how a failure is replayed.
    /// </summary>
    /// <exception cref="ArgumentException">An unknown flag, or a value that is no number; it says which.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        long? seconds = null;
        long? seed = null;
        string? target = null;
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--seconds":
                    seconds = Number(arguments, ++i, "--seconds");
                    break;
                case "--seed":
                    seed = Number(arguments, ++i, "--seed");
                    break;
                case "--target" when i + 1 < arguments.Count:
                    target = arguments[++i];
                    break;
                default:
                    throw new ArgumentException($"unknown argument '{arguments[i]}'; usage: {Usage}");
            }
        }

        return new FuzzOptions(
            seconds ?? (seed is null ? 30 : 0), seed ?? Random.Shared.NextInt64(1_000_000_000_000), target);
    }

    private static long Number(IReadOnlyList<string> arguments, int index, string flag)
    {
        string text = index < arguments.Count ? arguments[index] : "nothing";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new ArgumentException($"{flag} needs a whole number from 0 on, found {text}; usage: {Usage}");
    }
}
