using System.Globalization;

namespace Weft.Simulation;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Seeds">How many seeds to run, from <paramref name="FirstSeed"/> on.</param>
/// <param name="FirstSeed">The first seed.</param>
/// <param name="Verbose">Whether every step is printed.</param>
public sealed record SimulationOptions(long Seeds, long FirstSeed, bool Verbose)
{
    /// <summary>How it is called.</summary>
    public const string Usage = "sim [--seeds COUNT] [--seed SEED] [--verbose]";

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">An unknown flag, or a value that is no number; it says which.</exception>
    public static SimulationOptions Parse(IReadOnlyList<string> arguments)
    {
        long? seeds = null;
        long? seed = null;
        bool verbose = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--seeds":
                    seeds = Number(arguments, ++i, "--seeds");
                    break;
                case "--seed":
                    seed = Number(arguments, ++i, "--seed");
                    break;
                case "--verbose":
                    verbose = true;
                    break;
                default:
                    throw new ArgumentException($"unknown argument '{arguments[i]}'; usage: {Usage}");
            }
        }

        return new SimulationOptions(seeds ?? (seed is null ? 100 : 1), seed ?? 1, verbose);
    }

    private static long Number(IReadOnlyList<string> arguments, int index, string flag)
    {
        string text = index < arguments.Count ? arguments[index] : "nothing";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new ArgumentException($"{flag} needs a whole number from 0 on, found {text}; usage: {Usage}");
    }
}
