using System.Reflection;

namespace Weft.Serialization.Tests;

public class WireDocumentTests
{
    private static readonly Dictionary<string, object?> Values = new()
    {
        ["null"] = null,
        ["1"] = 1,
        ["1.5"] = 1.5,
        ["\"a\""] = "a",
        ["int[] { 1..6 }"] = new[] { 1, 2, 3, 4, 5, 6 },
        ["List<int> { 1..6 }"] = new List<int> { 1, 2, 3, 4, 5, 6 },
        ["double[2,3]"] = new double[2, 3],
        ["byte[]"] = new byte[] { 1 },
        ["string[]"] = new[] { "a" },
        ["DateTimeOffset[]"] = new[] { DateTimeOffset.UnixEpoch },
        ["Memory<float>"] = new Memory<float>([1]),
        ["Tensor<double>"] = System.Numerics.Tensors.Tensor.Create(new double[4], [2, 2]),
        ["DataTable"] = new System.Data.DataTable("t"),
        ["BitArray"] = new System.Collections.BitArray(9),
        ["int?[]` of 16"] = new int?[16],
        ["List<object>` of 16 numbers"] = Enumerable.Range(0, 16).Select(i => (object)i).ToList(),
        ["List<string>"] = new List<string> { "a" },
        ["List<string>` of 16"] = Enumerable.Range(0, 16).Select(i => "a").ToList(),
        ["List<object> { 1, \"a\" }"] = new List<object> { 1, "a" },
        ["Dictionary<string, int>"] = new Dictionary<string, int> { ["a"] = 1 },
        ["Dictionary<string, double[]>"] = new Dictionary<string, double[]> { ["a"] = [1] },
        ["Dictionary<Guid, double[]>"] = new Dictionary<Guid, double[]> { [Guid.Empty] = [1] },
        ["double[][]"] = new[] { new[] { 1.0 } },
        ["(double[], int)"] = (new[] { 1.0 }, 1),
        ["HashSet<int>"] = new HashSet<int> { 1 },
        ["an allowed record"] = new AllowedRecord("x", 2),
        ["an allowed enum's array"] = new[] { Colour.Red },
        ["an exception"] = new InvalidOperationException("x"),
        ["a type nobody allowed"] = new System.Net.IPEndPoint(0, 0),
    };

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (string[] row in WireDocument.Table("value")) rows.Add(row[0], row[1], row[2]);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    [Trait("dask", "test_dumps_serialize")]
    public void The_family_that_holds_a_value_is_the_one_in_the_document(string value, string byDefault,
        string dataOnly)
    {
        var weft = TestSerializers.New(typeof(AllowedRecord).Assembly);
        Assert.Equal(byDefault, Holder(weft.Serialize(Values[value])));
        Assert.Equal(dataOnly, Holder(weft.Serialize(Values[value], new SerializeOptions
        {
            Serializers = ["dask",
            "msgpack"]
        })));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_value_of_the_document_comes_back_through_the_default_families(string value, string byDefault,
        string _)
    {
        if (byDefault == "error") return;
        var weft = TestSerializers.New(typeof(AllowedRecord).Assembly);
        object? back = weft.Deserialize(weft.Serialize(Values[value]));
        Assert.Equal(Values[value]?.GetType(), back?.GetType());
        Assert.Equal(Describe.Value(Values[value]), Describe.Value(back));
    }

    [Fact]
    public void All_values_that_are_tried_stand_in_the_document() =>
        Assert.Equal(Values.Keys, WireDocument.Table("value").Select(row => row[0]));

    [Fact]
    public void Header_keys_are_those_of_the_document() => Assert.Equal(
        Constants<string>(typeof(HeaderKeys)).Select(c => (c.Value, c.Name)),
        WireDocument.Table("key").Select(row => (row[0], row[1])));

    [Fact]
    public void Extension_numbers_are_those_of_the_document() => Assert.Equal(
        Constants<sbyte>(typeof(WireExtensions)).Select(c => ($"{c.Value}", c.Name)),
        WireDocument.Table("extension").Select(row => (row[0], row[1])));

    [Fact]
    public void Element_types_are_those_of_the_document()
    {
        Assert.Equal(
            ElementTypes.BuiltIn.Select(e => (e.DataType, e.Type.Name, $"{e.ItemBytes}")),
            WireDocument.Table("dtype").Select(row => (row[0], row[1], row[2])));
        Assert.Equal(
            ElementTypes.BuiltIn.Select(e => e.IsChecked),
                WireDocument.Table("dtype").Select(row => row[3].Length > 0));
    }

    [Fact]
    public void Per_type_serializers_are_those_of_the_document() => Assert.Equal(
        TypeTable.Of(new SerializerRegistry())
            .Select(row => (row.Name, row.Types, row.Aliases ? "yes" : "no", row.DataType)),
        WireDocument.Table("name").Select(row => (row[0], row[1], row[2], row[3])));

    [Fact]
    public void Families_are_those_of_the_document() => Assert.Equal(
        new SerializerRegistry().FamilyNames.Order(), WireDocument.Table("family").Select(row => row[0]).Order());

    [Fact]
    public void Codecs_are_those_of_the_document() => Assert.Equal(
        new SerializerRegistry().CodecNames.Order(), WireDocument.Table("codec").Select(row => row[0]).Order());

    [Fact]
    public void The_grammar_above_a_type_is_that_of_the_document()
    {
        string[] grammar = WireDocument.GrammarAbove(nameof(PackedEnvelope));
        Assert.True(grammar.Length > 1);
        Assert.Contains(string.Join('\n', grammar), WireDocument.Indented(), StringComparison.Ordinal);
    }

    private static string Holder(Payload payload) =>
        payload.Header.Contains("is-collection") ? "collection" : payload.Header.Serializer!;

    private static IEnumerable<(string Name, T Value)> Constants<T>(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral && f.FieldType == typeof(T))
        .Select(f => (f.Name, (T)f.GetRawConstantValue()!));
}

public sealed record AllowedRecord(string Name, int Number);
