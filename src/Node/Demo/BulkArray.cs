namespace Weft.Node.Demo;

/// <summary>The arrays that workers exchange in the demo's bulk part. The functions run on workers.</summary>
public static class BulkArray
{
    /// <summary>Elements: 64 MB of doubles.</summary>
    public const int Length = 8_000_000;

    /// <summary>Bytes of one array.</summary>
    public const long Bytes = Length * sizeof(double);

    /// <summary>An array whose elements tell whose it is: element i is <c>seed + i</c>.</summary>
    public static double[] Make(int seed)
    {
        var values = new double[Length];
        for (var i = 0; i < values.Length; i++) values[i] = seed + i;
        return values;
    }

    /// <summary>First, middle and last element: touches the array without reading it all.</summary>
    public static double[] Ends(double[] values) => [values[0], values[Length / 2], values[^1]];

    /// <summary>
    /// Throws where <paramref name="ends"/> are not those of the array made with <paramref name="seed"/>.
    /// </summary>
    public static void Check(int seed, double[] ends)
    {
        double[] expected = [seed, seed + Length / 2, seed + Length - 1];
        if (!ends.SequenceEqual(expected))
            throw new InvalidDataException(
                $"array {seed} arrived with {string.Join(", ", ends)}; expected {string.Join(", ", expected)}");
    }
}
