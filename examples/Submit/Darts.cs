namespace Weft.Examples.Submit;

/// <summary>Functions that run on workers.</summary>
public static class Darts
{
    /// <summary>Throws darts at the unit square; gives their distances from a corner.</summary>
    public static double[] Throw(int seed, int count)
    {
        var chance = new Random(seed);
        var distances = new double[count];
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (chance.NextDouble(), chance.NextDouble());
            distances[i] = Math.Sqrt((x * x) + (y * y));
        }

        return distances;
    }

    /// <summary>How many hit the quarter of a circle.</summary>
    public static int CountHits(double[] distances) => distances.Count(distance => distance <= 1);
}
