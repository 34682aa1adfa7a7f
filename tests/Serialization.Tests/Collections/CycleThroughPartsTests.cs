namespace Weft.Serialization.Tests;

/// <summary>Collections that would be taken apart and that stand in one of their parts again.</summary>
public class CycleThroughPartsTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(CycleThroughPartsTests).Assembly);
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public static TheoryData<string> Orders => ["dask,pickle", "pickle", "pickle,dask", "msgpack,pickle"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_cycle_through_an_object_in_a_dictionary_comes_back_as_a_cycle(string order)
    {
        var map = new Dictionary<string, object> { ["data"] = new double[10] };
        map["node"] = new Node { Extra = map };
        var back = (Dictionary<string, object>)RoundTrip(map, order);
        Assert.Same(back, ((Node)back["node"]).Extra);
        Assert.Equal(new double[10], back["data"]);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_list_that_holds_itself_beside_an_array_comes_back_so(string order)
    {
        List<object> list = [new double[100]];
        list.Add(list);
        var back = (List<object>)RoundTrip(list, order);
        Assert.Same(back, back[1]);
        Assert.Equal(new double[100], back[0]);
    }

    [Fact]
    public void Keys_that_refer_back_to_their_dictionary_do_so_again()
    {
        var map = new Dictionary<Node, double[]>();
        map[new Node { Extra = map }] = new double[100];
        var back = (Dictionary<Node, double[]>)RoundTrip(map, "dask,pickle");
        Assert.Same(back, Assert.Single(back.Keys).Extra);
    }

    [Fact]
    public void Only_the_collection_that_holds_itself_travels_whole()
    {
        List<object> inner = [new double[100]];
        inner.Add(new Node { Extra = inner });
        var array = new double[1000];
        object[] outer = [array, inner];
        var payload = Weft.Serialize(outer, Raise);
        Assert.True(payload.Header.TryGetHeaders("sub-headers", out var headers));
        Assert.Equal(["dask", "pickle"], headers.Select(h => h.Serializer));
        var back = (List<object>)((object[])Weft.Deserialize(payload)!)[1];
        Assert.Same(back, ((Node)back[1]).Extra);
    }

    [Fact]
    public void A_part_that_refers_to_the_outermost_of_several_collections_makes_that_travel_whole()
    {
        List<object> outer = [new double[100]];
        List<object> inner = [new double[100], new Node { Extra = outer }];
        outer.Add(inner);
        var payload = Weft.Serialize(outer, Raise);
        Assert.Equal("pickle", payload.Header.Serializer);
        var back = (List<object>)Weft.Deserialize(payload)!;
        Assert.Same(back, ((Node)((List<object>)back[1])[1]).Extra);
    }

    [Fact]
    public void A_cycle_below_an_object_of_fields_comes_back_as_a_cycle()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Node).Assembly);
        registry.RegisterGeneric<Box>();
        var weft = new WeftSerializer(registry);
        List<object> list = [new double[100]];
        list.Add(list);
        var back = (List<object>)weft.Deserialize<Box>(weft.Serialize(new Box { Content = list }, Raise)).Content!;
        Assert.Same(back, back[1]);
    }

    [Fact]
    public void Where_the_caller_asks_for_parts_a_cycle_through_one_is_refused()
    {
        List<object> list = [new double[100]];
        list.Add(new Node { Extra = list });
        foreach (string order in new[] { "dask,pickle", "pickle" })
        {
            var error = Assert.Throws<SerializationFailedException>(
                () => RoundTrip(list, order, new SerializeOptions { IterateCollection = true }));
            Assert.StartsWith("item 1 of ", error.Message, StringComparison.Ordinal);
            Assert.Contains("holds itself", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_cycle_through_a_tuple_is_refused_and_does_not_become_another_value()
    {
        var node = new Node();
        var tuple = Tuple.Create(new double[100], node);
        node.Extra = tuple;
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(tuple, Raise));
        Assert.Contains("that holds it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_only_pickle_is_listed_one_array_in_two_places_stays_one()
    {
        var array = new double[100];
        var back = (object[])RoundTrip(new object[] { array, array }, "pickle");
        Assert.Same(back[0], back[1]);
    }

    [Fact]
    public void Where_dask_is_listed_one_array_in_two_parts_becomes_two()
    {
        var array = new double[100];
        var back = (object[])RoundTrip(new object[] { array, array }, "dask,pickle");
        Assert.NotSame(back[0], back[1]);
    }

    [Fact]
    public void Data_values_are_parts_whatever_is_listed()
    {
        var back = (List<object>)RoundTrip(new List<object> { new ToSerialize(1), "a" }, "pickle");
        Assert.Equal([1, "a"], back);
    }

    private static object RoundTrip(object value, string order, SerializeOptions? options = null)
    {
        string[] families = order.Split(',');
        options = (options ?? Raise) with { Serializers = families, OnError = OnError.Raise };
        return Weft.Deserialize(Weft.Serialize(value, options), new DeserializeOptions { Deserializers = families })!;
    }

    public sealed class Node
    {
        public object? Extra { get; set; }
    }

    public sealed class Box
    {
        public object? Content { get; set; }
    }
}
