using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Values within graphs: scalars, arrays, keys, references, fields, members of tolerant types, parts.</summary>
internal static class GraphValueErrors
{
    private const string Map2 = "System.Collections.Generic.Dictionary`2[string,int]";
    private const string Set = "System.Collections.Generic.HashSet`1";
    private static readonly string TicketName = TypePolicy.Closed.NameOf(typeof(Ticket));
    private static readonly string OrderName = TypePolicy.Closed.NameOf(typeof(Order));

    public static IEnumerable<ErrorSource> All() =>
        [.. Scalars(), .. Collections(), .. References(), .. Fields(), .. Tolerant(), .. Parts()];

    private static IEnumerable<ErrorSource> Scalars() =>
    [
        new("a scalar's number is unknown", Graph(-120, 1)),
        new("a scalar has another number of bytes", Graph(-13, new byte[15])),
        new("a decimal is none", Graph(-10, (byte[])[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0])),
        new("a date is none", Graph(-14, long.MaxValue)),
        new("a date's offset is none", Graph(-15, Pack.List(0L, int.MaxValue))),
        new("a date is beyond the years at its offset", Graph(-15, Pack.List(DateTime.MaxValue.Ticks, -840))),
        new("a rune is none", Graph(-21, 0xdfff)),
        new("a version is none", Graph(-22, "1.2.3.4.-5")),
        new("an address is none", Graph(-23, null)),
        new("a number does not fit an enum", Graph(TypePolicy.Closed.NameOf(typeof(Colours)), 100_000)),
        new("a text is none", Graph("string[]", Pack.List(new Ext(9, 1)))),
        new("a value lacks its type", ErrorSource.DecodeGraph(Pack.List(1, 2, 3))),
        new("a value is of another type than its place", Graph(
            "System.Collections.Generic.List`1[System.Version]", Pack.List("a"))),
    ];

    private static IEnumerable<ErrorSource> Collections() =>
    [
        new("a comparer is none of the collection's", Graph(Map2, Pack.List(99, "a", 1))),
        new("a set lacks its comparer", Graph($"{Set}[int]", Pack.List())),
        new("a dictionary has a key without a value", Graph(Map2, Pack.List(null, "a"))),
        new("a set that is built at once has keys twice", Graph(
            "System.Collections.Frozen.FrozenSet`1[int]", Pack.List(null, 1, 1))),
        new("an array's lengths are beyond what .NET can hold", Graph(
            "int[,]", Pack.List(Pack.List(65_536, 65_536), new byte[4]))),
        new("an array has other elements than its lengths say", Graph(
            "string[,]", Pack.List(Pack.List(2, 2), Pack.List("a")))),
        new("a list's memory is no part", Graph("System.Collections.Generic.List`1[int]", new Ext(2, 0))),
    ];

    private static IEnumerable<ErrorSource> References() =>
    [
        new("an object refers to itself before it can", Graph("System.Tuple`1[object]", Pack.List(new Ext(2, 0)))),
        new("a key refers to an object", Key(new Ext(2, 0))),
        new("a key refers to a frame", Key(new Ext(3, 0))),
        new("a key is an earlier object", Graph("object[]", Pack.List(
            GraphErrors.Walked(new Order(1, "a"), 1, "a"), Pack.List($"{Set}[object]", Pack.List(null, new Ext(2, 1)))))),
        new("a graph is deeper than the stack", OnSmallStack(() => ErrorSource
            .NewSerializer(Limits.Default with { DepthMax = 1_000_000, ExpansionMax = 10_000 })
            .Deserialize(ErrorSource.Payload(
                Pack.Map("serializer", "pickle"),
                [0x92, 0xa8, .. "object[]"u8, .. Pack.Repeat(100_000, [0x91, 0x92, 0x00], 0x90)])))),
    ];

    private static IEnumerable<ErrorSource> Fields() =>
    [
        new("an object has fewer fields", ErrorSource.DecodeGraph(GraphErrors.Walked(new Order(1, "a"), 1))),
        new("a fingerprint is none", ErrorSource.DecodeGraph(Pack.List(Pack.List(OrderName, 0), Pack.List()))),
        new("a type's definition is none", ErrorSource.DecodeGraph(Pack.List(null, Pack.List()))),
        new("a key's fields stand later", Graph($"{Set}[object]", Pack.List(
            null, Pack.List(GraphErrors.Definition(new Order(1, "a")), null)))),
        new("a callback fails", ErrorSource.DecodeGraph(GraphErrors.Walked(new Alarm(), 1))),
        new("a callback of the interface fails", ErrorSource.DecodeGraph(GraphErrors.Walked(new Bell(), 1))),
        new("a key to be sent has a serializer of its own", () =>
        {
            var registry = new SerializerRegistry();
            registry.RegisterGeneric<Spot>();
            new WeftSerializer(registry).Serialize(
                new HashSet<Spot> { default }, new SerializeOptions { OnError = OnError.Raise });
        }),
        new("a callback fails before it is sent", () => ErrorSource.NewSerializer(Limits.Default).Serialize(
            new Alarm { Number = -1 }, new SerializeOptions { Serializers = ["pickle"], OnError = OnError.Raise })),
        new("a value to be sent is nested deeper than the limit", () =>
        {
            object value = 1;
            for (int i = 0; i < 300; i++) value = new[] { value };
            ErrorSource.NewSerializer(Limits.Default).Serialize(
                value, new SerializeOptions { Serializers = ["pickle"], OnError = OnError.Raise });
        }),
    ];

    private static IEnumerable<ErrorSource> Tolerant() =>
    [
        new("a tolerant type has a member twice", Members(["Id", "Id"], 1, 1)),
        new("a type is tolerant only at the sender", ErrorSource.DecodeGraph(
            Pack.List(Pack.List(OrderName, Pack.List("Id")), Pack.List(1)))),
        new("a type is tolerant only here", ErrorSource.DecodeGraph(
            Pack.List(Pack.List(TicketName, 1), Pack.List(1)))),
        new("a type that has no members names some", ErrorSource.DecodeGraph(
            Pack.List(Pack.List("int[]", Pack.List("Id")), Pack.List(1)))),
        new("a member is of another type", Members(["Id"], "seven")),
        new("a counted member is no map of one", Members(["Note"], Pack.Map(1, Pack.List(), 2, Pack.List()))),
        new("a member's counts are others", Members(["Note"], Pack.Map(5, Pack.List(1, 0, 0)))),
        new("a member counts more than its bytes could hold", Members(
            ["Gone"], Pack.Map(Unknown(), Pack.List(1000, 0, 0)))),
        new("a member counts parts that there are not", Members(["Gone"], Pack.Map(Unknown(), Pack.List(0, 1, 0)))),
        new("a member refers to what was passed over", Members(
            ["Gone", "Note"], Pack.Map(Unknown(), Pack.List(1, 0, 0)), new Ext(2, 1))),
        new("fields put off by a member are not counted", ErrorSource.Decode(
            Pack.Map("serializer", "pickle"),
            [
                .. Pack.Of(Pack.List(Pack.List(TicketName, Pack.List("Note")), Pack.List(Pack.Map(
                    Pack.List(GraphErrors.Definition(new Order(1, "a")), null),
                    Pack.List(1, 0, 1, "a definition"))))),
                .. Pack.Of(5),
            ])),
    ];

    private static IEnumerable<ErrorSource> Parts() =>
    [
        new("a part is neither array nor payload", Parted(Pack.List(1), null)),
        new("a graph's parts need other frames", Parted(null, null, [1])),
        new("a part's payload has more frames than there are", Parted(
            Pack.List(Pack.Map("serializer", "msgpack"), 5), new Ext(3, 0))),
        new("a part is no array of numbers", Parted(Pack.List("object[]", 0, Pack.List(1)), new Ext(3, 0), new byte[8])),
        new("a part's structure is another here", Parted(
            Pack.List($"{TypePolicy.Closed.NameOf(typeof(Spot))}[]", 1, Pack.List(1)), new Ext(3, 0), new byte[16])),
        new("a part has another rank than lengths", Parted(
            Pack.List("int[,]", 0, Pack.List(1)), new Ext(3, 0), new byte[4])),
        new("a part's bits are no value", Parted(
            Pack.List("bool[]", 0, Pack.List(3)), new Ext(3, 0), [0, 1, 2])),
        new("a graph's stream is beyond what .NET can hold", () => ErrorSource
            .NewSerializer(Limits.Default with { FrameBytesMax = long.MaxValue })
            .BeginReceive(Header.FromEncoded(Pack.Of(Pack.Map("serializer", "pickle"))), [3_000_000_000])),
    ];

    private static Action Graph(object type, object? body) => ErrorSource.DecodeGraph(Pack.List(type, body));

    private static Action Key(object inside) => Graph(
        $"{Set}[object]", Pack.List(null, Pack.List("System.Tuple`1[object]", Pack.List(inside))));

    private static Items Unknown() => Pack.List("[Shop]Shop.Order", Pack.List());

    private static Action Members(string[] names, params object?[] members) => ErrorSource.DecodeGraph(
        Pack.List(Pack.List(TicketName, names.Cast<object?>().ToArray()), members));

    private static Action Parted(object? part, object? value, params byte[][] frames) => ErrorSource.Decode(
        Pack.Map("serializer", "pickle", "parts", part is null ? Pack.List() : Pack.List(part)),
        [Pack.Of(value), .. frames]);

    private static Action OnSmallStack(Action cause) => () =>
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(cause), 256 * 1024);
        thread.Start();
        thread.Join();
        if (error is not null) throw error;
    };
}
