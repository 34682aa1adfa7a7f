using System.Data;

namespace Weft.Serialization.Tests;

/// <summary>The family <c>msgpack</c> declines what it would give back as something else.</summary>
public class MsgPackKeepsTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public static TheoryData<string> Lost =>
    [
        "comparer", "comparer inside", "numbers", "texts and a long", "array in a list", "bytes of another kind",
        "covariant", "map by object", "narrow",
    ];

    [Theory]
    [MemberData(nameof(Lost))]
    public void What_it_would_not_give_back_falls_to_the_next_family_and_fails_clearly_without_one(string kind)
    {
        object value = Make(kind);
        var next = Weft.Serialize(value, Raise with { Serializers = ["msgpack", "pickle"], IterateCollection = false });
        Assert.Equal("pickle", next.Header.Serializer);
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(
            value, Raise with { Serializers = ["msgpack"], IterateCollection = false }));
        Assert.Contains("would", error.Message, StringComparison.Ordinal);
        Assert.Contains("from msgpack", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparer_and_the_width_of_numbers_come_back_by_pickle_behind_it()
    {
        var options = Raise with { Serializers = ["msgpack", "pickle"] };
        var map = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 };
        Assert.Equal(1, Weft.Deserialize<Dictionary<string, int>>(Weft.Serialize(map, options))["A"]);
        object[] numbers = [5L, (byte)5, 5u];
        Assert.Equal(numbers, Weft.Deserialize<object[]>(Weft.Serialize(numbers, options)));
    }

    [Fact]
    public void A_tables_column_of_objects_keeps_their_types_by_pickle_behind_it_or_fails()
    {
        var table = new DataTable("t");
        table.Columns.Add("a", typeof(object));
        table.Rows.Add(5L);
        var behind = Raise with { Serializers = ["dask", "msgpack", "pickle"] };
        Assert.Equal(5L, Weft.Deserialize<DataTable>(Weft.Serialize(table, behind)).Rows[0][0]);
        var error = Assert.Throws<SerializationFailedException>(
            () => Weft.Serialize(table, Raise with { Serializers = ["dask", "msgpack"] }));
        Assert.Contains("System.Int64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_back_as_it_was_is_taken()
    {
        object[] values =
        [
            new List<long> { 5 }, new[] { 5u }, new List<List<short>> { new() { 5 } },
            new Dictionary<int, ulong> { [1] = 5 },
            new List<object?> { 1, 1.5, 1.5f, "a", true, null, new byte[] { 1 } },
            new object[] { long.MaxValue, ulong.MaxValue, new List<object> { 1 } },
            new Dictionary<string, object> { ["a"] = new Dictionary<object, object> { [1] = "b", ["c"] = 2 } },
            new List<object> { new Dictionary<string, object>() }, new[] { new[] { "a" }, null },
        ];
        foreach (object value in values)
        {
            var payload = Weft.Serialize(
                value, Raise with { Serializers = ["msgpack", "pickle"], IterateCollection = false });
            Assert.Equal("msgpack", payload.Header.Serializer);
            Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(payload)));
        }
    }

    private static object Make(string kind) => kind switch
    {
        "comparer" => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 },
        "comparer inside" => new List<object>
        {
            new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 },
        },
        "numbers" => new object[] { 5L, (byte)5, 5u },
        "texts and a long" => new Dictionary<string, object> { ["a"] = "b", ["c"] = 5L },
        "array in a list" => new List<object> { new object[] { 1 } },
        "bytes of another kind" => new List<object> { new sbyte[] { 1 } },
        "covariant" => new object[][] { new string[] { "a" } },
        "map by object" => new List<object> { new Dictionary<object, object> { ["a"] = 1 } },
        _ => new List<object> { (ushort)5 },
    };
}
