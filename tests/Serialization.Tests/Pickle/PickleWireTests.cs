namespace Weft.Serialization.Tests.Pickle;

/// <summary>The bytes that docs/wire-pickle.md promises; a change here is a change of the wire.</summary>
public class PickleWireTests
{
    private const string Models = "[Weft.Serialization.Tests]Weft.Serialization.Tests.Pickle";

    public static TheoryData<object?, string> Streams => new()
    {
        { null, "nil" },
        { 123, "123" },
        { "a", "\"a\"" },
        { 5L, "[-6, 5]" },
        { 1.5f, "1.5f" },
        { Side.Sell, $"[\"{Models}.Side\", 2]" },
        { new List<int> { 1, 2, 3, 4, 5, 6 }, "[\"System.Collections.Generic.List`1[int]\", [1, 2, 3, 4, 5, 6]]" },
        { new[] { 1, 2 }, "[\"int[]\", h'0100000002000000']" },
        { new object?[] { (1, "a"), (2, (string?)null) },
            "[\"object[]\", [[\"System.ValueTuple`2[int,string]\", [1, \"a\"]], [1, [2, nil]]]]" },
        { new Dictionary<string, long?>(StringComparer.Ordinal) { ["k"] = 7 },
            "[\"System.Collections.Generic.Dictionary`2[string,System.Nullable`1[long]]\", [1, \"k\", 7]]" },
        { new HashSet<byte> { 9 }, "[\"System.Collections.Generic.HashSet`1[byte]\", [nil, 9]]" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_stream_reads_as_documented(object? value, string expected)
    {
        var payload = PickleTesting.Serializer().Serialize(value, PickleTesting.Only);
        Assert.Equal("{\"serializer\": \"pickle\"}", payload.Header.ToString());
        Assert.Equal(expected, MsgPackText.Describe(payload.Frames[0].Span));
    }

    [Fact]
    public void An_object_a_reference_and_a_part_read_as_documented()
    {
        var values = new double[100];
        var payload = PickleTesting.Serializer().Serialize(new Pair(values, values), PickleTesting.Only);
        uint fingerprint = WalkedFields.FingerprintOf(typeof(Pair));
        Assert.Equal(
            $"[[\"{Models}.Pair\", {fingerprint}], [ext(3)h'00', ext(2)h'01']]",
                MsgPackText.Describe(payload.Frames[0].Span));
        Assert.Equal("{\"serializer\": \"pickle\", \"parts\": [[\"double[]\", 0, [100]]]}", payload.Header.ToString());
        Assert.Equal(3_456_440_639u, WalkedFields.FingerprintOf(typeof(Sample)));
    }

    [Fact]
    public void A_longer_list_of_numbers_reads_as_documented()
    {
        var payload = PickleTesting.Serializer().Serialize(new List<double>(new double[65]), PickleTesting.Only);
        Assert.Equal(
            "[\"System.Collections.Generic.List`1[double]\", ext(3)h'00']",
            MsgPackText.Describe(payload.Frames[0].Span));
        Assert.Equal("{\"serializer\": \"pickle\", \"parts\": [[\"double[]\", 0, [65]]]}", payload.Header.ToString());
    }
}
