using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>
/// A numbered value whose decoding takes its time, so that a receiving node is slower than its senders. Values may
/// share their bytes.
/// </summary>
internal sealed class SlowValue(long number, byte[] bytes)
{
    private static int s_decoded;

    public long Number => number;

    public byte[] Bytes => bytes;

    public static void Register(SerializerRegistry registry) => registry.Register<SlowValue>(
        value =>
        {
            var number = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(number, value.Number);
            return new Payload(new HeaderBuilder().Build(), number, value.Bytes);
        },
        (_, frames) =>
        {
            // 40 µs each on average; a thread cannot sleep for less than a millisecond.
            if (Interlocked.Increment(ref s_decoded) % 25 == 0) Thread.Sleep(1);
            return new SlowValue(BinaryPrimitives.ReadInt64LittleEndian(frames[0].Span), frames[1].ToArray());
        });
}
