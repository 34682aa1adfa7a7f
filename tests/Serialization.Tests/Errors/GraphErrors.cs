using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Graphs of the family <c>pickle</c>, and the names of types in them.</summary>
internal static class GraphErrors
{
    private const string Map2 = "System.Collections.Generic.Dictionary`2[string,int]";

    public static IEnumerable<ErrorSource> All() => [.. Streams(), .. Names()];

    /// <summary>How a type that is walked field by field is named: as Weft itself writes it.</summary>
    public static Items Definition(object value)
    {
        var options = new SerializeOptions { Serializers = ["pickle"], OnError = OnError.Raise };
        var stream = ErrorSource.NewSerializer(Limits.Default).Serialize(value, options).Frames[0].Span;
        var reader = new MsgPackReader(stream, Limits.Default);
        reader.ReadArrayHeader();
        reader.ReadArrayHeader();
        return Pack.List(reader.ReadString(), reader.ReadUInt64());
    }

    /// <summary>An object of such a type with fields of any kind.</summary>
    public static Items Walked(object value, params object?[] fields) => Pack.List(Definition(value), fields);

    private static IEnumerable<ErrorSource> Streams() =>
    [
        new("a graph has no stream", ErrorSource.Decode(Pack.Map("serializer", "pickle"))),
        new("a graph without parts has more frames", ErrorSource.Decode(
            Pack.Map("serializer", "pickle"), [0xc0], [1])),
        new("bytes follow a graph", ErrorSource.Decode(Pack.Map("serializer", "pickle"), [0xc0, 0xc0])),
        new("an object was not read yet", ErrorSource.DecodeGraph(new Ext(2, 7))),
        new("an extension means nothing", ErrorSource.DecodeGraph(new Ext(9, 1))),
        new("a part was not announced", ErrorSource.DecodeGraph(new Ext(3, 7))),
        new("a part needs other bytes than its frames have", Parted([1000], new Ext(3, 0), new byte[8])),
        new("a part has no place", Parted([4], null, new byte[4])),
        new("a part stands twice", Parted(
            [4], Pack.List("object[]", Pack.List(new Ext(3, 0), new Ext(3, 0))), new byte[4])),
        new("a type's number was not given", ErrorSource.DecodeGraph(Pack.List(3, null))),
        new("a type's fields are others here", ErrorSource.DecodeGraph(
            Pack.List(Pack.List(TypePolicy.Closed.NameOf(typeof(Order)), 1), Pack.List()))),
        new("a key stands twice in a graph", ErrorSource.DecodeGraph(
            Pack.List(Map2, Pack.List(null, "a", 1, "a", 2)))),
        new("a graph cannot be built from its values", ErrorSource.DecodeGraph(Pack.List(
            "System.Collections.Generic.SortedSet`1[object]", Pack.List(null, 1, "a")))),
        new("an array's lengths and memory disagree", ErrorSource.DecodeGraph(
            Pack.List("int[,]", Pack.List(Pack.List(2, 2), new byte[4])))),
        new("a number is beyond its type", ErrorSource.DecodeGraph(Pack.List(-8, 0x10ffff))),
    ];

    private static IEnumerable<ErrorSource> Names() =>
    [
        new("a type's name is ill-formed", Named("int*")),
        new("a type's name nests too deep", Named(
            string.Concat(Enumerable.Repeat("System.Tuple`1[", 25)) + "int" + new string(']', 25))),
        new("a type's name has too many arguments", Named(
            "System.ValueTuple`8[" + string.Join(',', Enumerable.Repeat("int", 40)) + "]")),
        new("a type's name has an array of too high a rank", Named("int[" + new string(',', 32) + "]")),
        new("a type takes another number of arguments", Named("System.Collections.Generic.List`1")),
        new("a type's constraint is broken", Named("System.Nullable`1[string]")),
        new("a type's name is not UTF-8", ErrorSource.Decode(
            Pack.Map("serializer", "pickle"), [0x92, 0xa2, 0xff, 0xfe, 0x90])),
    ];

    private static Action Named(string name) => ErrorSource.DecodeGraph(Pack.List(name, Pack.List()));

    private static Action Parted(int[] lengths, object? value, byte[] frame) => ErrorSource.Decode(
        Pack.Map("serializer", "pickle", "parts",
            Pack.List(Pack.List("byte[]", 0, lengths.Select(n => (object?)n).ToArray()))),
        Pack.Of(value), frame);
}
