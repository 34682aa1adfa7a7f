using System.Runtime.InteropServices;

namespace Weft.Actors.Bench;

/// <summary>
/// What is sent: numbers with all their digits, the last of them their count, so that any of them can be checked.
/// </summary>
internal static class Block
{
    /// <summary>An array of so many doubles.</summary>
    public static double[] OfDoubles(int count)
    {
        var random = new Random(count);
        var block = new double[count];
        for (var i = 0; i < count; i++) block[i] = random.NextDouble();
        block[^1] = count;
        return block;
    }

    /// <summary>The same as bytes.</summary>
    public static byte[] OfBytes(double[] block) => MemoryMarshal.AsBytes(block.AsSpan()).ToArray();

    /// <summary>Checks what arrived.</summary>
    /// <exception cref="InvalidDataException">It is not what was sent.</exception>
    public static void Check(object block)
    {
        var numbers = block switch
        {
            double[] doubles => doubles,
            byte[] bytes => MemoryMarshal.Cast<byte, double>(bytes),
            _ => throw new InvalidDataException($"a {block.GetType()} arrived instead of an array"),
        };
        if (numbers.IsEmpty || numbers[^1] != numbers.Length)
            throw new InvalidDataException($"{numbers.Length} numbers arrived that are not those sent");
    }
}
