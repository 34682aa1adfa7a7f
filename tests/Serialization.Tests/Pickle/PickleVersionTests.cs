namespace Weft.Serialization.Tests.Pickle;

/// <summary>Two builds of one type understand each other where its author says so, and nowhere else.</summary>
public class PickleVersionTests
{
    public static TheoryData<bool> Modes => [true, false];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_member_added_since_keeps_its_default_and_one_removed_is_dropped(bool compiled)
    {
        var old = new TwoBuilds().Tolerant("Trade", ("Id", typeof(int)), ("Symbol", typeof(string)),
            ("Fee", typeof(decimal)));
        var recent = new TwoBuilds().Tolerant("Trade", ("Id", typeof(int)), ("Note", typeof(string)),
            ("Symbol", typeof(string)), ("Tags", typeof(List<int>)));
        object back = Send(old.New("Trade", ("Id", 7), ("Symbol", "A"), ("Fee", 1.5m)), old, recent, compiled);
        Assert.Equal(recent["Trade"], back.GetType());
        Assert.Equal((7, "A"), (TwoBuilds.Get(back, "Id"), TwoBuilds.Get(back, "Symbol")));
        Assert.Null(TwoBuilds.Get(back, "Note"));
        Assert.Null(TwoBuilds.Get(back, "Tags"));
        object there = Send(
            recent.New("Trade", ("Id", 8), ("Tags", new List<int> { 1 }), ("Note", "n")), recent, old, compiled);
        Assert.Equal((8, 0m), (TwoBuilds.Get(there, "Id"), TwoBuilds.Get(there, "Fee")));
        Assert.Equal(9, TwoBuilds.Get(Send(old.New("Trade", ("Id", 9)), old, old, compiled), "Id"));
    }

    [Fact]
    public void A_number_is_widened_and_another_type_is_refused_with_the_members_name()
    {
        var old = new TwoBuilds().Tolerant("Trade", ("Id", typeof(int)), ("Price", typeof(float)));
        var wide = new TwoBuilds().Tolerant("Trade", ("Id", typeof(long)), ("Price", typeof(double?)));
        object back = Send(old.New("Trade", ("Id", 7), ("Price", 1.5f)), old, wide);
        Assert.Equal((7L, 1.5), (TwoBuilds.Get(back, "Id"), TwoBuilds.Get(back, "Price")));
        object narrow = Send(wide.New("Trade", ("Id", 7L), ("Price", 2.0)), wide, old);
        Assert.Equal((7, 2f), (TwoBuilds.Get(narrow, "Id"), TwoBuilds.Get(narrow, "Price")));
        var error = Assert.Throws<WireFormatException>(
            () => Send(wide.New("Trade", ("Id", long.MaxValue)), wide, old));
        Assert.Contains("the member Shop.Trade.Id is a System.Int32 here; the sender's build sent another: ",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("9223372036854775807 does not fit System.Int32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_a_dropped_member_holds_may_be_referred_to_by_others(bool compiled)
    {
        var old = new TwoBuilds().Tolerant("Box", ("A", typeof(object)), ("B", typeof(object)), ("C", typeof(object)));
        var recent = new TwoBuilds().Tolerant("Box", ("B", typeof(object)), ("C", typeof(object)));
        var shared = new List<object?> { 1, new double[500], new Wrapper<int> { Value = 4 } };
        object back = Send(
            old.New("Box", ("A", shared), ("B", shared), ("C", new Wrapper<int> { Value = 5 })), old, recent, compiled);
        var list = Assert.IsType<List<object?>>(TwoBuilds.Get(back, "B"));
        Assert.Equal(500, ((double[])list[1]!).Length);
        Assert.Equal(5, ((Wrapper<int>)TwoBuilds.Get(back, "C")!).Value);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_dropped_member_of_a_type_that_is_gone_does_not_sink_the_value(bool compiled)
    {
        var old = new TwoBuilds()
            .Type("Gone", false, false, ("Number", typeof(int)), ("Next", typeof(object)))
            .Type("Raw", false, true, ("X", typeof(long)))
            .Tolerant("Box", ("A", "Gone"), ("B", typeof(object)), ("C", typeof(object)), ("Z", typeof(object)));
        var recent = new TwoBuilds().Tolerant("Box", ("B", typeof(object)), ("Z", typeof(object)));

        // A holds objects, types, frames and, deeper than 32 levels, objects that are put off.
        object deep = old.New("Gone", ("Next", new List<Trade> { new(1, "A", 1, 1, Side.Buy) }));
        for (int i = 0; i < 100; i++) deep = old.New("Gone", ("Number", i), ("Next", deep));
        var held = new object?[] { deep, new double[300], Array.CreateInstance(old["Raw"], 300) };
        object gone = old.New("Gone", ("Next", held));
        var list = new List<object> { new Trade(2, "B", 1, 1, Side.Sell) };
        object back = Send(
            old.New("Box", ("A", gone), ("B", list), ("C", old.New("Gone")), ("Z", new object[] { list, new int[200] })),
            old, recent, compiled);
        Assert.Equal(2, ((Trade)((List<object>)TwoBuilds.Get(back, "B")!)[0]).Id);
        var z = (object[])TwoBuilds.Get(back, "Z")!;
        Assert.Same(TwoBuilds.Get(back, "B"), z[0]);
        Assert.Equal(200, ((int[])z[1]).Length);
    }

    [Fact]
    public void An_object_that_began_in_a_member_which_could_not_be_read_is_refused_where_it_is_needed()
    {
        var old = new TwoBuilds()
            .Type("Gone", false, false, ("Next", typeof(object)))
            .Tolerant("Box", ("A", "Gone"), ("B", typeof(object)));
        var recent = new TwoBuilds().Tolerant("Box", ("B", typeof(object)));
        var shared = new List<int> { 1 };
        var box = old.New("Box", ("A", old.New("Gone", ("Next", shared))), ("B", shared));
        var error = Assert.Throws<WireFormatException>(() => Send(box, old, recent));
        Assert.Contains("began in the member Shop.Box.A, which is not known here", error.Message,
            StringComparison.Ordinal);
        box = old.New("Box", ("B", old.New("Gone")));
        Assert.Throws<DeserializationRefusedException>(() => Send(box, old, recent));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Tolerant_objects_keep_references_cycles_depth_and_structures(bool compiled)
    {
        var old = new TwoBuilds()
            .Type("Spot", true, true, ("X", typeof(double)), ("Y", typeof(double)))
            .Tolerant("Node", ("Dropped", typeof(object)), ("Next", typeof(object)), ("Number", typeof(int)),
                ("Spots", typeof(object)));
        var recent = new TwoBuilds()
            .Type("Spot", true, true, ("Y", typeof(double)), ("Z", typeof(double)))
            .Tolerant("Node", ("Next", typeof(object)), ("Number", typeof(int)), ("Spots", typeof(object)));
        var spots = Array.CreateInstance(old["Spot"], 3);
        spots.SetValue(old.New("Spot", ("X", 1.0), ("Y", 2.0)), 1);
        object last = old.New("Node", ("Number", 0), ("Spots", spots));
        object node = last;
        for (int i = 1; i < 2000; i++) node = old.New("Node", ("Number", i), ("Next", node), ("Dropped", last));
        last.GetType().GetField("Next")!.SetValue(last, node);

        object back = Send(node, old, recent, compiled);
        object? at = back;
        for (int i = 1999; i > 0; i--)
        {
            Assert.Equal(i, TwoBuilds.Get(at, "Number"));
            at = TwoBuilds.Get(at, "Next");
        }

        Assert.Same(back, TwoBuilds.Get(at, "Next"));
        object? spot = ((Array)TwoBuilds.Get(at, "Spots")!).GetValue(1);
        Assert.Equal((2.0, 0.0), (TwoBuilds.Get(spot, "Y"), TwoBuilds.Get(spot, "Z")));
    }

    [Fact]
    public void The_strict_form_names_the_type_and_the_remedy()
    {
        var old = new TwoBuilds().Type("Trade", false, false, ("Id", typeof(int)), ("Fee", typeof(decimal)));
        var recent = new TwoBuilds().Type("Trade", false, false, ("Id", typeof(int)));
        var error = Assert.Throws<WireFormatException>(() => Send(old.New("Trade"), old, recent));
        Assert.Contains("the fields of Shop.Trade differ", error.Message, StringComparison.Ordinal);
        Assert.Contains("deploy the same build of Shop to both, or mark the type [WeftSerializable(VersionTolerant",
            error.Message, StringComparison.Ordinal);
        var tolerant = new TwoBuilds().Tolerant("Trade", ("Id", typeof(int)));
        foreach (var (from, to) in new[] { (old, tolerant), (tolerant, recent) })
        {
            error = Assert.Throws<WireFormatException>(() => Send(from.New("Trade"), from, to));
            Assert.Contains("mark it [WeftSerializable(VersionTolerant = true)] in both", error.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_cut_and_flip_of_what_another_build_sent_ends_in_a_value_or_the_typed_error()
    {
        var old = new TwoBuilds()
            .Type("Gone", false, false, ("Next", typeof(object)))
            .Tolerant("Box", ("A", typeof(object)), ("B", typeof(object)), ("C", typeof(object)));
        var recent = new TwoBuilds().Tolerant("Box", ("B", typeof(object)));
        object inner = old.New("Box", ("A", new List<object> { old.New("Gone"), new int[200] }), ("B", 5L));
        var payload = old.Serializer().Serialize(
            old.New("Box", ("A", inner), ("B", inner), ("C", old.New("Gone", ("Next", inner)))), PickleTesting.Only);
        var serializer = recent.Serializer();
        Hostile.FlipEveryByte(serializer, payload);
        for (int cut = 0; cut < payload.Frames[0].Length; cut++)
        {
            var frames = payload.Frames.ToArray();
            frames[0] = frames[0][..cut];
            Assert.Throws<WireFormatException>(() => serializer.Deserialize(new Payload(payload.Header, frames)));
        }
    }

    private static object Send(object value, TwoBuilds from, TwoBuilds to, bool compiled = true) =>
        to.Serializer(compiled).Deserialize(
            PickleTesting.Travel(from.Serializer(compiled).Serialize(value, PickleTesting.Only)))!;
}
