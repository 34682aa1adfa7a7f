using Weft.Runtime;

namespace Weft.Actors.Soak;

/// <summary>What the workers run.</summary>
internal static class Functions
{
    public const int ArrayLength = 200_000;

    /// <summary>Takes a while; its number squared, the run, the process.</summary>
    public static long[] Square(long number)
    {
        Thread.Sleep((int)(20 + (Math.Abs(number) * 7919 % 150)));
        return [number * number, TaskContext.Current!.Run, Environment.ProcessId];
    }

    /// <summary>An array that its number determines; it stays where it was made.</summary>
    public static double[] Make(long number)
    {
        var array = new double[ArrayLength];
        for (var i = 0; i < array.Length; i++) array[i] = number + (i % 17);
        return array;
    }

    public static int Length(double[] array) => array.Length;

    /// <summary>Of two arrays, of which one at least has to travel in the end.</summary>
    public static double Add(double[] first, double[] second) => first.Sum() + second.Sum();

    public static double SumOf(long number) =>
        Enumerable.Range(0, ArrayLength).Sum(i => (double)(number + (i % 17)));

    /// <summary>Fails by name.</summary>
    public static long Refuse(long number) =>
        throw new ArgumentOutOfRangeException(nameof(number), $"{number} is refused");
}
