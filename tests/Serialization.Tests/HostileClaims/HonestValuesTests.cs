using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data;

namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>
/// What a sender encodes under the default limits a reader with the same limits decodes, however many of the smallest
/// elements it has: the budget of an allocation is above what honest bytes ask for.
/// </summary>
public class HonestValuesTests
{
    private const int Count = 6_000;

    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(HonestValuesTests).Assembly);

    private static readonly Dictionary<string, Func<object>> Values = new()
    {
        ["table of bool"] = () => Table(typeof(bool), i => i % 2 == 0),
        ["table of byte"] = () => Table(typeof(byte), i => (byte)i),
        ["table of sbyte"] = () => Table(typeof(sbyte), i => (sbyte)i),
        ["table of one-byte enums"] = () => Table(typeof(Tiny), i => (Tiny)(i % 3)),
        ["table of one-byte structures"] = () => Table(typeof(Mote), i => new Mote { Bits = (byte)i }),
        ["table of short"] = () => Table(typeof(short), i => (short)i),
        ["table of char"] = () => Table(typeof(char), i => (char)('a' + (i % 26))),
        ["table of nulls of bool"] = () => Table(typeof(bool), _ => DBNull.Value),
        ["table of nulls of text"] = () => Table(typeof(string), _ => DBNull.Value),
        ["table of empty texts"] = () => Table(typeof(string), _ => ""),
        ["table of null objects"] = () => Table(typeof(object), _ => DBNull.Value),
        ["table of null bytes"] = () => Table(typeof(byte[]), _ => DBNull.Value),
        ["table of null versions"] = () => Table(typeof(Version), _ => DBNull.Value),
        ["table of dates"] = () => Table(typeof(DateTime), i => new DateTime(2024, 1, 1).AddDays(i % 100)),
        ["table of two columns of enums"] = TwoColumns,
        ["nullable bool"] = () => new bool?[Count],
        ["nullable list of bytes"] = () => Enumerable.Range(0, Count).Select(i => (byte?)i).ToList(),
        ["nullable enums"] = () => new Tiny?[Count],
        ["bits"] = () => new BitArray(Count, true),
        ["boxed bytes"] = () => Enumerable.Range(0, Count).Select(i => (object)(byte)i).ToArray(),
        ["boxed bools in a list"] = () => Enumerable.Range(0, Count).Select(i => (object)(i % 2 == 0)).ToList(),
        ["objects of null"] = () => new object?[Count],
        ["list of null objects"] = () => Enumerable.Repeat<object?>(null, Count).ToList(),
        ["texts of nothing"] = () => new string?[Count],
        ["list of empty texts"] = () => Enumerable.Repeat("", Count).ToList(),
        ["arrays of nothing"] = () => Enumerable.Range(0, Count).Select(_ => Array.Empty<byte>()).ToArray(),
        ["new arrays of nothing"] = () => Enumerable.Range(0, Count).Select(_ => new object[0]).ToArray(),
        ["lists of nothing"] = () => Enumerable.Range(0, Count).Select(_ => new List<object>()).ToArray(),
        ["dictionaries of nothing"] = () => Many(() => new Dictionary<string, object>()),
        ["sets of nothing"] = () => Many(() => new HashSet<int>()),
        ["sorted sets of nothing"] = () => Many(() => new SortedSet<int>()),
        ["sorted dictionaries of nothing"] = () => Many(() => new SortedDictionary<int, int>()),
        ["queues of nothing"] = () => Many(() => new Queue<int>()),
        ["linked lists of nothing"] = () => Many(() => new LinkedList<int>()),
        ["concurrent queues of nothing"] = () => Many(() => new ConcurrentQueue<int>()),
        ["concurrent bags of nothing"] = () => Many(() => new ConcurrentBag<int>()),
        ["concurrent dictionaries of nothing"] = () => Many(() => new ConcurrentDictionary<int, int>()),
        ["immutable lists"] = () => Many(() => ImmutableList.Create(true)),
        ["objects without content"] = () => Many(() => new Empty()),
        ["plain objects"] = () => Many(() => new object()),
        ["wide objects of zeros"] = () => Many(() => new Wide()),
        ["tolerant objects of nothing"] = () => Many(() => new Lenient()),
        ["pairs of bools"] = () => Enumerable.Range(0, Count).Select(i => (true, (object?)null)).ToArray(),
        ["dictionary of small numbers"] = () => Enumerable.Range(0, Count).ToDictionary(i => (short)i, _ => true),
        ["set of shorts"] = () => Enumerable.Range(0, Count).Select(i => (short)i).ToHashSet(),
        ["sorted set of shorts"] = () => new SortedSet<short>(Enumerable.Range(0, Count).Select(i => (short)i)),
        ["linked list of bools"] = () => new LinkedList<bool>(new bool[Count]),
        ["immutable list of bools"] = () => ImmutableList.CreateRange(new bool[Count]),
        ["immutable set of shorts"] = () => ImmutableHashSet.CreateRange(Enumerable.Range(0, Count).Select(i => (short)i)),
        ["immutable sorted set of shorts"] = () =>
            ImmutableSortedSet.CreateRange(Enumerable.Range(0, Count).Select(i => (short)i)),
        ["immutable queue of bools"] = () => ImmutableQueue.CreateRange(new bool[Count]),
        ["immutable stack of bools"] = () => ImmutableStack.CreateRange(new bool[Count]),
        ["concurrent stack of bools"] = () => new ConcurrentStack<bool>(new bool[Count]),
        ["concurrent dictionary of shorts"] = () => new ConcurrentDictionary<short, bool>(
            Enumerable.Range(0, Count).Select(i => new KeyValuePair<short, bool>((short)i, true))),
        ["times"] = () => new DateTimeOffset[Count],
        ["a chain of objects"] = () => Chain(Count),
    };

    public static TheoryData<string> Names => [.. Values.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_encoded_is_decoded_in_every_order_of_families(string name)
    {
        var value = Values[name]();
        foreach (string[] order in new string[][] { ["dask", "pickle"], ["pickle"], ["msgpack"], ["dask", "msgpack"] })
        {
            Payload payload;
            try
            {
                payload = Weft.Serialize(value, new SerializeOptions { Serializers = order, OnError = OnError.Raise });
            }
            catch (SerializationFailedException)
            {
                continue;
            }

            var back = Weft.Deserialize(payload);
            Assert.Equal(value.GetType(), back?.GetType());
            if (value is ICollection { Count: var count }) Assert.Equal(count, ((ICollection)back!).Count);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_decoded_allocates_no_more_than_its_bytes_entitle_it_to(string name)
    {
        var payload = Weft.Serialize(Values[name](), new SerializeOptions { OnError = OnError.Raise });
        Weft.Deserialize(payload);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Weft.Deserialize(payload);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long present = payload.Header.Encoded.Length + payload.FrameBytes;
        Assert.InRange(allocated, 0, (present * Limits.Default.ExpansionMax) + 16_384);
    }

    private static DataTable Table(Type type, Func<int, object> cell)
    {
        var table = new DataTable("t");
        table.Columns.Add("c", type);
        for (int i = 0; i < Count; i++) table.Rows.Add(cell(i));
        return table;
    }

    private static DataTable TwoColumns()
    {
        var table = new DataTable("t");
        table.Columns.Add("a", typeof(Tiny));
        table.Columns.Add("b", typeof(Tiny));
        for (int i = 0; i < Count; i++) table.Rows.Add(Tiny.Two, Tiny.One);
        return table;
    }

    private static T[] Many<T>(Func<T> make) => [.. Enumerable.Range(0, Count).Select(_ => make())];

    private static Link Chain(int length)
    {
        var first = new Link();
        for (int i = 1; i < length; i++) first = new Link { Next = first };
        return first;
    }

    private enum Tiny : byte
    {
        Zero,
        One,
        Two,
    }

    private struct Mote
    {
        public byte Bits;
    }

    private sealed class Empty;

    private sealed class Link
    {
        public Link? Next;
    }

    private sealed class Wide
    {
        public long A { get; set; }

        public (long, long, long, long) B { get; set; }

        public (long, long, long, long)? C { get; set; }

        public (long, long, long, long)? D { get; set; }
    }

    [WeftSerializable(VersionTolerant = true)]
    private sealed class Lenient
    {
        public object? Note { get; set; }

        public bool IsOpen { get; set; }
    }
}
