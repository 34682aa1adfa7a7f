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

    /// <summary>Frames over elements, each a whole number of them.</summary>
    public static ReadOnlyMemory<byte>[] Of(Array array, long offset, long count, int itemBytes)
    {
        long most = FrameBytesMax / itemBytes * (long)itemBytes;
        long bytes = count * itemBytes;
        var frames = new ReadOnlyMemory<byte>[(int)((bytes + most - 1) / most)];
        for (int i = 0; i < frames.Length; i++)
        {
            int length = (int)Math.Min(most, bytes - i * most);
            frames[i] = new ArrayBytes(array, offset + i * most, length).Memory;
        }

        return frames;
    }
}
