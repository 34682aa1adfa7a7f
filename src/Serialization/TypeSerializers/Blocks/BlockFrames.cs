namespace Weft.Serialization;

/// <summary>Cuts the memory of an array into frames that alias it.</summary>
internal static class BlockFrames
{
    /// <summary>The most bytes of one frame that <c>Serialize</c> makes.</summary>
    public const int FrameBytesMax = 1 << 30;

    /// <summary>Frames over bytes, without a manager between.</summary>
    public static ReadOnlyMemory<byte>[] Of(byte[] array, int start, int count)
    {
        if (count <= FrameBytesMax) return [new ReadOnlyMemory<byte>(array, start, count)];
        return
        [
            new ReadOnlyMemory<byte>(array, start, FrameBytesMax),
            new ReadOnlyMemory<byte>(array, start + FrameBytesMax, count - FrameBytesMax),
        ];
    }

    /// <summary>
    /// Frames over elements, each a whole number of them. Two and two share the object that stands for their memory,
    /// which reaches over 2^31-1 bytes: so the second of such a pair is a little shorter than it might be.
    /// </summary>
    public static ReadOnlyMemory<byte>[] Of(Array array, long offset, long count, int itemBytes)
    {
        int most = FrameBytesMax / itemBytes * itemBytes;
        long pair = Math.Min(int.MaxValue / itemBytes * (long)itemBytes, 2L * most);
        long bytes = count * itemBytes;
        if (bytes <= most) return bytes == 0 ? [] : [new ArrayBytes(array, offset, (int)bytes).Memory];
        var (pairs, rest) = Math.DivRem(bytes, pair);
        var frames = new ReadOnlyMemory<byte>[(int)(2 * pairs + (rest + most - 1) / most)];
        for (int i = 0; i < frames.Length; i += 2)
        {
            long start = i / 2 * pair;
            var memory = new ArrayBytes(array, offset + start, (int)Math.Min(pair, bytes - start)).Memory;
            frames[i] = memory[..Math.Min(most, memory.Length)];
            if (i + 1 < frames.Length) frames[i + 1] = memory[most..];
        }

        return frames;
    }
}
