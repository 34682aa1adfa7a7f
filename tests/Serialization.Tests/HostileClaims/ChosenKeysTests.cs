using System.Buffers;
using System.Diagnostics;

namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>
/// Keys that a peer has chosen against the tables of the base library: numbers that share a bucket in a table of this
/// or that length, or all have one hash. Each is refused, or inserted soon.
/// </summary>
public class ChosenKeysTests
{
    private const int KeyCount = 50_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(ChosenKeysTests).Assembly);

    // Lengths of tables: primes of the base library at and above this count, doubled as tables grow, and powers of two.
    private static readonly int[] Lengths =
    [
        new HashSet<int>(KeyCount).EnsureCapacity(0), new HashSet<int>(2 * KeyCount).EnsureCapacity(0),
        new HashSet<int>(4 * KeyCount).EnsureCapacity(0), 1 << 16, 1 << 17, 1 << 18,
    ];

    public static TheoryData<string> Collections =>
    [
        "System.Collections.Generic.Dictionary`2[long,int]", "System.Collections.Generic.HashSet`1[long]",
        "System.Collections.Concurrent.ConcurrentDictionary`2[long,int]",
        "System.Collections.Immutable.ImmutableDictionary`2[long,int]",
        "System.Collections.Immutable.ImmutableHashSet`1[long]",
        "System.Collections.Frozen.FrozenDictionary`2[long,int]", "System.Collections.Frozen.FrozenSet`1[long]",
    ];

    [Theory]
    [MemberData(nameof(Collections))]
    public void Keys_chosen_against_a_table_are_refused_or_inserted_soon(string type)
    {
        foreach (int length in Lengths.Append(0))
        {
            var payload = Encode(type, length);
            // A machine may be busy: only what repeats counts.
            var took = Decode(payload);
            if (took > Soon) took = Decode(payload);
            Assert.True(took <= Soon, $"{KeyCount} keys against a table of {length} took {took} in {type}");
        }
    }

    private static TimeSpan Decode(Payload payload)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            Assert.NotNull(Weft.Deserialize(payload));
        }
        catch (WireFormatException error)
        {
            Assert.Contains("Limits.HashCollisionsMax", error.Message, StringComparison.Ordinal);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    // The hash of a long is the exclusive or of its halves: any hash can be had in 2^32 ways.
    private static Payload Encode(string type, int length)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(output);
        bool isMap = type.EndsWith(",int]", StringComparison.Ordinal);
        writer.WriteArrayHeader(2);
        writer.WriteString(type);
        writer.WriteArrayHeader(1 + (KeyCount * (isMap ? 2 : 1)));
        writer.WriteNil();
        int distinct = length == 0 ? 1 : int.MaxValue / length;
        for (int i = 0; i < KeyCount; i++)
        {
            uint hash = (uint)(length * (i % distinct));
            uint high = (uint)(i / distinct);
            writer.WriteInt64(((long)high << 32) | (hash ^ high));
            if (isMap) writer.WriteInt64(1);
        }

        writer.Flush();
        return new Payload(new HeaderBuilder().Set("serializer", "pickle").Build(), output.WrittenMemory);
    }
}
