namespace Weft.Serialization;

/// <summary>The sum at the end of a zlib stream (RFC 1950, section 8).</summary>
internal static class Adler32
{
    private const uint Modulus = 65_521;

    // The most bytes whose sums fit into 32 bits before they are reduced.
    private const int RunBytes = 5_552;

    /// <summary>The sum of the bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint low = 1;
        uint high = 0;
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(RunBytes, bytes.Length)];
            bytes = bytes[run.Length..];
            while (run.Length >= 8)
            {
                // Eight at once: the high sum takes the low one eight times, and each byte as often as it is added.
                high += (8 * low) + (8u * run[0]) + (7u * run[1]) + (6u * run[2]) + (5u * run[3]) + (4u * run[4])
                    + (3u * run[5]) + (2u * run[6]) + run[7];
                low += (uint)(run[0] + run[1] + run[2] + run[3] + run[4] + run[5] + run[6] + run[7]);
                run = run[8..];
            }

            foreach (byte b in run)
            {
                low += b;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
        }

        return (high << 16) | low;
    }
}
