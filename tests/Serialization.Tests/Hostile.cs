namespace Weft.Serialization.Tests;

/// <summary>
/// Feeds damaged payloads and holds the outcome against the promise: a value or a typed refusal, bounded.
/// </summary>
internal static class Hostile
{
    private static readonly byte[] Masks = [0x01, 0x80, 0xff];

    public static void FlipEveryByte(WeftSerializer serializer, Payload payload)
    {
        foreach (byte mask in Masks)
        {
            for (int i = 0; i < payload.Header.Encoded.Length; i++)
            {
                var header = payload.Header.Encoded.ToArray();
                header[i] ^= mask;
                Decode(serializer, header, payload.Frames.ToArray());
            }

            for (int f = 0; f < payload.Frames.Count; f++)
            {
                for (int i = 0; i < payload.Frames[f].Length; i++)
                {
                    var frames = payload.Frames.ToArray();
                    var bytes = frames[f].ToArray();
                    bytes[i] ^= mask;
                    frames[f] = bytes;
                    Decode(serializer, payload.Header.Encoded.ToArray(), frames);
                }
            }
        }
    }

    public static void Decode(WeftSerializer serializer, byte[] header, ReadOnlyMemory<byte>[] frames)
    {
        long present = header.Length + frames.Sum(f => (long)f.Length);
        long most = present * Limits.Default.ExpansionMax + 65_536;

        // Tables of a process are made at first use, whatever the input: only what repeats counts.
        long allocated = Measure(serializer, header, frames);
        if (allocated > most) allocated = Measure(serializer, header, frames);
        Assert.True(allocated <= most, $"{allocated} bytes for {present}: {MsgPackText.Describe(header)}");
    }

    private static long Measure(WeftSerializer serializer, byte[] header, ReadOnlyMemory<byte>[] frames)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            object? value = serializer.Deserialize(new Payload(Header.FromEncoded(header), frames));
            long after = GC.GetAllocatedBytesForCurrentThread();
            GC.KeepAlive(value);
            return after - before;
        }
        catch (Exception error) when (
            error is WireFormatException or DeserializationRefusedException or RemoteErrorException)
        {
            // What an exception itself takes is not the input's doing.
            return 0;
        }
    }
}
