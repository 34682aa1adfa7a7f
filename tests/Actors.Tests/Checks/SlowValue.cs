using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>A value whose decoding takes its time, so that a receiving node is slower than its senders.</summary>
internal sealed class SlowValue(byte[] bytes)
{
    private static int s_decoded;

    public byte[] Bytes => bytes;

    public static void Register(SerializerRegistry registry) => registry.Register<SlowValue>(
        value => new Payload(new HeaderBuilder().Build(), value.Bytes),
        (_, frames) =>
        {
            // 40 µs each on average; a thread cannot sleep for less than a millisecond.
            if (Interlocked.Increment(ref s_decoded) % 25 == 0) Thread.Sleep(1);
            return new SlowValue(frames[0].ToArray());
        });
}
