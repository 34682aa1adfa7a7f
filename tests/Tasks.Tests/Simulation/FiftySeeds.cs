using Weft.Simulation;

namespace Weft.Tasks.Tests;

/// <summary>Fifty runs, made once for all tests that look at them.</summary>
public sealed class FiftySeeds
{
    public const int Count = 50;

    public FiftySeeds()
    {
        for (int seed = 1; seed <= Count; seed++) Reports.Add(Simulator.Run(seed));
    }

    public List<SeedReport> Reports { get; } = [];
}
