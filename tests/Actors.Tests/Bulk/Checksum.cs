namespace Weft.Actors.Tests;

/// <summary>A number that changes with every element and its place.</summary>
internal static class Checksum
{
    public static long Of(double[] numbers)
    {
        var sum = 17L;
        foreach (var number in numbers)
            sum = unchecked(((sum << 7) | (long)((ulong)sum >> 57)) ^ BitConverter.DoubleToInt64Bits(number));
        return sum;
    }
}
