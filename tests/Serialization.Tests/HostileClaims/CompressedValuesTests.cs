using System.Data;

namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>
/// What compressed frames become entitles to less than bytes that came: honest values stay within it, and what is made
/// of nothing but the cheapest bytes does not.
/// </summary>
public class CompressedValuesTests
{
    private const int Count = 100_000;

    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(CompressedValuesTests).Assembly);

    private static readonly Dictionary<string, Func<object>> Values = new()
    {
        ["numbers"] = () => new double[Count],
        ["boxed numbers"] = () => Enumerable.Repeat((object)1, Count).ToArray(),
        ["boxed bytes"] = () => Enumerable.Repeat((object)(byte)1, Count).ToList(),
        ["nullables"] = () => new bool?[Count],
        ["texts"] = () => Enumerable.Repeat("abc", Count).ToArray(),
        ["texts of nothing"] = () => new string?[Count],
        ["a table"] = Table,
        ["objects"] = () => Enumerable.Range(0, Count).Select(i => new Reading(i % 7, null, i % 3 == 0)).ToArray(),
        ["a graph of nulls"] = () => new object?[Count],
        ["a list of lists"] = () => Enumerable.Range(0, Count).Select(i => new List<int> { Mixed(i), 2 }).ToList(),
        ["records"] = () => Enumerable.Range(0, Count).Select(
            _ => (object)new Dictionary<string, object> { ["name"] = "abc", ["price"] = 1.5, ["count"] = 3 }).ToList(),
        ["small dictionaries"] = () => Enumerable.Range(0, Count).Select(
            i => new Dictionary<int, bool> { [Mixed(i)] = true, [2] = i % 3 == 0 }).ToArray(),
    };

    public static TheoryData<string> Names => [.. Values.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_compressed_as_far_as_it_goes_is_decoded_whole(string name)
    {
        object value = Values[name]();
        int compressed = 0;
        foreach (string[] order in new string[][] { ["dask", "pickle"], ["msgpack"] })
        {
            var options = new SerializeOptions { Serializers = order, Compression = "zlib" };
            var payload = Weft.Serialize(value, options);
            if (payload.Header.Serializer == "error") continue;
            if (payload.Header.Contains("decompressed-bytes")) compressed++;
            var back = Weft.Deserialize(payload);
            Assert.Equal(value.GetType(), back?.GetType());
        }

        Assert.InRange(compressed, 1, 2);
    }

    [Fact]
    public void A_stream_of_empty_dictionaries_is_no_wider_door_for_being_compressed()
    {
        byte[] stream = [0xdd, 0, 0x7a, 0x12, 0, .. Enumerable.Repeat((byte)0x80, 8_000_000)];
        var frame = Weft.Serialize(stream, new SerializeOptions { Compression = "zlib" }).Frames[0];
        Assert.InRange(frame.Length, 1, 10_000);
        var header = new HeaderBuilder().Set("serializer", "msgpack");
        CompressionEntries.Write(header, ["zlib"]);
        var payload = new Payload(header.Set("decompressed-bytes", [(long)stream.Length]).Build(), frame);
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(payload));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<WireFormatException>(() => Weft.Deserialize(payload));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains("Limits.DecompressedExpansionMax", error.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, (stream.Length * 33L) + (frame.Length * 256L) + (16L << 20) + 100_000);
    }

    // Numbers of three bytes without an order that a codec could find.
    private static int Mixed(int i) => (int)((uint)i * 2_654_435_761 >> 16);

    private static DataTable Table()
    {
        var table = new DataTable("t");
        table.Columns.Add("id", typeof(int));
        table.Columns.Add("price", typeof(double));
        table.Columns.Add("open", typeof(bool));
        for (int i = 0; i < Count; i++) table.Rows.Add(i % 10, 1.5, i % 2 == 0);
        return table;
    }

    private sealed record Reading(int Number, string? Note, bool IsOpen);
}
