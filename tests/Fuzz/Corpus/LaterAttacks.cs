namespace Weft.Fuzz;

/// <summary>Graphs: objects put off, members of tolerant types, functions, comparers, objects field by field.</summary>
internal static class LaterAttacks
{
    private const sbyte Reference = 2;
    private const sbyte Part = 3;
    private const string Map2 = "System.Collections.Generic.Dictionary`2";
    private const string TicketName = "[Weft.Fuzz]Weft.Fuzz.Ticket";
    private const string FigureName = "[Weft.Fuzz]Weft.Fuzz.Figure";
    private const string Function = "System.Func`2[double,double]";

    private static readonly Items RingType = GraphAttacks.Definition(new Ring());
    private static readonly Items ByLastType = GraphAttacks.Definition(new ByLast(1));

    // Fields of a ring: anything, named, next, number.
    private static readonly Items NoRing = Pack.List(null, null, null, 0);

    public static IEnumerable<CorpusFile> All() => [.. Later(), .. Tolerant(), .. Functions(), .. Comparers(), .. Fields()];

    private static IEnumerable<CorpusFile> Later() =>
    [
        Stream("later-never-defined", "an object whose fields were put off and never come", Pack.List(RingType, null)),
        Stream("later-defined-twice", "fields for an object that has had them", Pack.List(RingType, null), NoRing,
            NoRing),
        Stream("later-too-few", "fewer fields than the object has", Pack.List(RingType, null), Pack.List(1)),
        Stream("later-is-no-list", "a number where fields stand later", Pack.List(RingType, null), 7),
        Stream("later-fields-put-off-again", "later fields that are put off in their turn: no end is in sight",
            Pack.List(RingType, null), null),
        Stream("later-each-puts-another-off", "300 objects, each put off by the one before: depth without depth",
            [Pack.List(RingType, null), .. Enumerable.Repeat(Pack.List(null, null, Pack.List(0, null), 1), 299), NoRing]),
        Stream("later-chain-without-end", "the same, and the last is missing",
            [Pack.List(RingType, null), .. Enumerable.Repeat(Pack.List(null, null, Pack.List(0, null), 1), 299)]),
        Stream("later-many-for-few-bytes", "500 objects put off by three bytes each and never defined",
            GraphAttacks.Named("object[]", Pack.List([
                Pack.List(RingType, null), .. Enumerable.Repeat((object?)Pack.List(1, null), 500)]))),
        Stream("later-in-a-key", "a key whose fields come after it was hashed",
            GraphAttacks.Named($"{Map2}[object,int]", Pack.List(
                1, Pack.List("System.Tuple`1[object]", Pack.List(Pack.List(RingType, null))), 1)), NoRing),
        Stream("later-of-a-structure", "a structure whose fields stand later: it was copied by then",
            Pack.List(GraphAttacks.Definition(new Spot(1, 2)), null), Pack.List(1.0, 2.0)),
        Stream("later-of-another-type", "later fields of another kind: type confusion", Pack.List(RingType, null),
            Pack.List(7, 7, 7, 7)),
        Stream("later-refers-to-itself", "an object whose later fields hold it: a cycle, legal",
            Pack.List(RingType, null), Pack.List(new Ext(Reference, 0), null, new Ext(Reference, 0), 1)),
        Stream("graph-tuple-holds-itself", "a tuple that holds itself before it can be made",
            GraphAttacks.Named("System.Tuple`1[object]", Pack.List(new Ext(Reference, 0)))),
        Stream("graph-frozen-holds-itself", "a frozen set that holds itself",
            GraphAttacks.Named("System.Collections.Frozen.FrozenSet`1[object]", Pack.List(null, new Ext(Reference, 0)))),
        Stream("graph-list-memory-is-a-reference", "a reference where a list's memory should be",
            GraphAttacks.Named("System.Collections.Generic.List`1[int]", new Ext(Reference, 0))),
    ];

    private static IEnumerable<CorpusFile> Tolerant() =>
    [
        Members("tolerant-member-twice", "one member with two values", ["Number", "Number"], 1, 2),
        Members("tolerant-member-names-many", "2,000 names of no characters", [.. Enumerable.Repeat("", 2000)]),
        Members("tolerant-counts-forged", "a member that says it numbers three objects and holds none", ["Extra"],
            Pack.Map(5, Pack.List(3, 0, 0))),
        Members("tolerant-counts-giant", "a dropped member of 2^31-1 objects in few bytes", ["Gone"],
            Pack.Map(Unknown(), Pack.List(int.MaxValue, 0, 0))),
        Members("tolerant-counts-negative", "counts below 0: the numbers of all that follows shift", ["Gone"],
            Pack.Map(Unknown(), Pack.List(-1, 0, 0))),
        Members("tolerant-counts-overflow", "counts that add up to little in 32 bits", ["Gone"],
            Pack.Map(Unknown(), Pack.List(int.MaxValue, int.MaxValue, 2))),
        Members("tolerant-counts-later", "a dropped member that put objects off, which never come", ["Gone"],
            Pack.Map(Unknown(), Pack.List(0, 0, 5))),
        Members("tolerant-counts-parts", "a dropped member with parts that there are not", ["Gone"],
            Pack.Map(Unknown(), Pack.List(0, 1, 0))),
        Members("tolerant-counts-missing", "a counted value without counts", ["Gone"], Pack.Map(Unknown(), Pack.List())),
        Members("tolerant-counts-types-forged", "types that were never named in a dropped member", ["Gone", "Extra"],
            Pack.Map(Unknown(), Pack.List(0, 0, 0, "System.Diagnostics.Process", 7, null)), Pack.List(1, null)),
        Members("tolerant-map-of-two", "a counted value of two entries", ["Extra"],
            Pack.Map(1, Pack.List(0, 0, 0), 2, Pack.List(0, 0, 0))),
        Members("tolerant-refers-to-dropped", "a reference into a member that was passed over", ["Gone", "Extra"],
            Pack.Map(Unknown(), Pack.List(1, 0, 0)), new Ext(Reference, 1)),
        Members("tolerant-member-of-another-type", "a text for a number", ["Number"], "seven"),
        Members("tolerant-number-too-wide", "a number that the field cannot hold", ["Number"],
            Pack.List(-6, long.MaxValue)),
        Members("tolerant-deep-in-unknown", "300 counted values within a member that nobody knows", ["Gone"],
            new Raw(Pack.Repeat(300, [0x81], 0xc0))),
        Stream("tolerant-only-there", "a type that is tolerant in the sender's build alone",
            Pack.List(Pack.List("[Weft.Fuzz]Weft.Fuzz.Ring", Pack.List("Number")), Pack.List(1))),
        Stream("tolerant-only-here", "a tolerant type with a fingerprint", Pack.List(Pack.List(TicketName, 12345),
            Pack.List(1))),
        Stream("tolerant-array", "members for an array", Pack.List(Pack.List("int[]", Pack.List("a")), Pack.List(1))),
    ];

    private static IEnumerable<CorpusFile> Functions() =>
    [
        Named("delegate-of-the-framework", "a function that starts a process, as a value", Function,
            Pack.List(Pack.Of(Head("System.Diagnostics.Process", "System.Diagnostics.Process", "Start")))),
        Named("delegate-of-another-build", "a function of an admitted assembly, of another build", Function,
            Pack.List(Pack.Of(Head("Weft.Fuzz", "[Weft.Fuzz]Weft.Fuzz.SampleFunctions", "Triple")))),
        Named("delegate-not-registered", "a name that nobody registered", Function,
            Pack.List(Pack.Of(Pack.Map("serializer", "function", "registered", "System.Diagnostics.Process.Start")))),
        Named("delegate-of-another-shape", "a registered function of another shape: its argument would be anything",
            "System.Func`2[object,object]",
            Pack.List(Pack.Of(Pack.Map("serializer", "function", "registered", "triple")))),
        Named("delegate-with-a-forged-target",
            "a target for a registered function, which has none: read, checked and dropped", Function,
            Pack.List(
                Pack.Of(Pack.Map("serializer", "function", "registered", "triple")),
                Pack.List(Pack.List(), Pack.List(RingType, NoRing)))),
        Named("delegate-target-of-another-class", "a method bound to an object of another class: type confusion",
            "System.Func`2[object,bool]",
            Pack.List(
                Pack.Of(Head("Weft.Fuzz", "[Weft.Fuzz]Weft.Fuzz.Horse", "Equals", 2)),
                Pack.List(Pack.List(), Pack.List(RingType, NoRing)))),
        Named("delegate-without-a-head", "a function of nothing", Function, Pack.List()),
        Named("delegate-head-is-a-value", "a header of another family", Function,
            Pack.List(Pack.Of(Pack.Map("serializer", "msgpack")))),
        Named("delegate-paths-without-bytes", "a path of 2^32-1 names", Function,
            Pack.List(
                Pack.Of(Pack.Map("serializer", "function", "registered", "triple")),
                Pack.List(new Raw(0xdd, 0xff, 0xff, 0xff, 0xff)))),
        Named("delegate-of-a-class-that-is-none", "a function as a number", "int[]",
            Pack.List(Pack.Of(Pack.Map("serializer", "function", "registered", "triple")))),
        Named("delegate-holds-itself", "a function whose target is the function", Function,
            Pack.List(
                Pack.Of(Pack.Map("serializer", "function", "registered", "triple")),
                Pack.List(Pack.List(), new Ext(Reference, 0)))),
    ];

    private static IEnumerable<CorpusFile> Comparers() =>
    [
        Named("comparer-of-a-user", "a comparer of a user's class: legal where it is allowed", $"{Map2}[string,int]",
            Pack.List(Pack.List(ByLastType, Pack.List(1)), "ab", 1, "bc", 2)),
        Named("comparer-finds-keys-equal", "a comparer with a state by which all keys are one", $"{Map2}[string,int]",
            Pack.List(Pack.List(ByLastType, Pack.List(9)), "ab", 1, "bc", 2)),
        Named("comparer-gives-the-same-hash", "270 keys that a user's comparer gives one hash", $"{Map2}[string,int]",
            Pack.List([
                Pack.List(GraphAttacks.Definition(new OneHash()), Pack.List(0)),
                .. Enumerable.Range(0, 270).SelectMany(i => new object?[] { i.ToString("x4"), 1 })])),
        Named("comparer-is-no-comparer", "an object that compares nothing", $"{Map2}[string,int]",
            Pack.List(Pack.List(RingType, NoRing), "a", 1)),
        Named("comparer-put-off", "a comparer whose fields come after the first comparison", $"{Map2}[string,int]",
            Pack.List(Pack.List(ByLastType, null), "a", 1, "b", 2)),
        Named("comparer-is-a-reference", "a comparer that stands elsewhere in the graph", "object[]",
            Pack.List(
                Pack.List(ByLastType, Pack.List(1)),
                Pack.List($"{Map2}[string,int]", Pack.List(new Ext(Reference, 1), "a", 1)))),
        Named("comparer-is-a-part", "a comparer that is a frame", $"{Map2}[string,int]",
            Pack.List(new Ext(Part, 0), "a", 1)),
        Named("comparer-of-identity-for-texts", "identity for texts: no two keys are ever equal", $"{Map2}[string,int]",
            Pack.List(3, "a", 1, "a", 2)),
        Named("comparer-of-identity-for-numbers", "identity for numbers: boxes without end", $"{Map2}[int,int]",
            Pack.List(3, 1, 1)),
    ];

    private static IEnumerable<CorpusFile> Fields() =>
    [
        Object("figure-without-fields", "an object without its fields", Pack.Map()),
        Object("figure-class-of-another", "a class that is no figure: type confusion",
            Simple(Pack.Map(), ["class", "[Weft.Fuzz]Weft.Fuzz.Ring"])),
        Object("figure-class-is-a-gadget", "a class that nobody allowed",
            Simple(Pack.Map(), ["class", "System.Diagnostics.Process"])),
        Object("figure-class-is-an-interface", "a class of which there are no objects",
            Simple(Pack.Map(), ["class", "System.IDisposable"])),
        Object("figure-field-twice", "one field with two values", Simple(Pack.Map("Name", "a", "Name", "b"), [])),
        Object("figure-field-simple-and-complex", "one field in the header and as a part",
            new Map(["simple", Pack.Of(Pack.Map("Name", "a")), "complex", Pack.List("Name"), "sub-headers",
                Pack.List(Pack.Map("serializer", "msgpack")), "frame-counts", Pack.List(1)]), [0xa1, 0x61]),
        Object("figure-field-unknown", "a field that there is not", Simple(Pack.Map("IsAdmin", true), [])),
        Object("figure-field-of-another-type", "a number for an array: type confusion",
            Simple(Pack.Map("Corners", 5, "Name", "a", "Inner", null), [])),
        Object("figure-fields-without-bytes", "2^32-1 fields", new Map(
            ["simple", new byte[] { 0xdf, 0xff, 0xff, 0xff, 0xff }, "complex", Pack.List()])),
        Object("figure-fields-followed-by-bytes", "bytes behind the fields",
            new Map(["simple", new byte[] { 0x80, 0xc0 }, "complex", Pack.List(), "sub-headers", Pack.List(),
                "frame-counts", Pack.List()])),
    ];

    private static Items Unknown() => Pack.List("[Shop]Shop.Order", Pack.List());

    private static Map Head(string assembly, string type, string method, int target = 0) => Pack.Map(
        "serializer", "function", "assembly", assembly, "module", new byte[16], "type", type, "method", method,
        "arguments", Pack.List(), "signature", "(double)double", "target", target);

    private static CorpusFile Stream(string name, string attacks, params object?[] values) => CorpusFile.Payload(
        name, attacks, Pack.Map("serializer", "pickle"), [.. values.SelectMany(Pack.Of)]);

    private static CorpusFile Named(string name, string attacks, string type, object body) =>
        Stream(name, attacks, Pack.List(type, body));

    private static CorpusFile Members(string name, string attacks, string[] names, params object?[] members) =>
        Stream(name, attacks, Pack.List(Pack.List(TicketName, names.Cast<object?>().ToArray()), members));

    private static CorpusFile Object(string name, string attacks, object sub, params byte[][] frames) =>
        CorpusFile.Payload(
            name, attacks, Pack.Map("serializer", "dask", "type", FigureName, "sub-header", sub), frames);

    private static Map Simple(Map fields, object?[] more) => new(
    [
        .. more, "simple", Pack.Of(fields), "complex", Pack.List(), "sub-headers", Pack.List(), "frame-counts",
        Pack.List(),
    ]);
}
