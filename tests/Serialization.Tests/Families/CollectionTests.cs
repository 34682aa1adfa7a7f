namespace Weft.Serialization.Tests;

public class CollectionTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly SerializeOptions Options = new()
    {
        Serializers = ["dask", "msgpack"],
        OnError = OnError.Raise
    };

    public static TheoryData<object> Collections => new()
    {
        new List<double[]> { new[] { 1.0 }, Array.Empty<double>() },
        new[] { new[] { 1, 2 }, [3] },
        new object?[] { new[] { 1.0 }, null, 5, "x", new List<object?> { new byte[] { 1 } } },
        new Dictionary<string, double[]> { ["a"] = [1.0], ["b"] = [] },
        new Dictionary<long, byte[]> { [-1] = [1], [long.MaxValue] = [] },
        (new[] { 1.0 }, "two", 3),
        Tuple.Create(new byte[] { 1 }, 2.5),
        new List<object?> { "a", 2, new[] { 1.5f } },
    };

    [Theory]
    [MemberData(nameof(Collections))]
    [Trait("dask", "test_serialize_collection")]
    [Trait("reference", "68")]
    public void A_collection_with_arrays_travels_element_by_element_and_keeps_its_type(object value)
    {
        var payload = Weft.Serialize(value, Options);
        Assert.True(payload.Header.TryGetBoolean("is-collection", out bool iterated) && iterated);
        Assert.True(payload.Header.TryGetHeaders("sub-headers", out var headers));
        Assert.Contains(headers, h => h.Serializer == "dask" || h.Contains("is-collection"));
        object? back = Weft.Deserialize(payload, new DeserializeOptions { Deserializers = ["dask", "msgpack"] });
        Assert.Equal(value.GetType(), back!.GetType());
        Assert.Equivalent(value, back, strict: true);
        Hostile.FlipEveryByte(Weft, payload);
    }

    [Fact]
    [Trait("dask", "test_serialize_iterate_collection")]
    [Trait("reference", "8")]
    public void Markers_inside_a_collection_come_back_as_plain_values()
    {
        var inner = Weft.Serialize(new[] { 1, 2 });
        var tuple = (new Serialized(inner), new ToSerialize(new[] { 3.0 }), 1);
        var payload = Weft.Serialize(
            new object[] { tuple.Item1, tuple.Item2, tuple.Item3 }, Options with { IterateCollection = true });
        var back = (object?[])Weft.Deserialize(payload)!;
        Assert.Equal(new[] { 1, 2 }, back[0]);
        Assert.Equal(new[] { 3.0 }, back[1]);
        Assert.Equal(1, back[2]);
    }

    [Fact]
    [Trait("dask", "test_large_collections_serialize_simply")]
    [Trait("reference", "69")]
    public void A_thousand_numbers_are_one_frame()
    {
        Assert.Single(Weft.Serialize(Enumerable.Range(0, 1000).ToList(), Options).Frames);
        Assert.Single(Weft.Serialize(new ToSerialize(Enumerable.Range(0, 1000).ToArray()), Options).Frames);
        Assert.Equal(2, Weft.Serialize(Enumerable.Range(0, 1000).Select(i => $"{i}").ToList(), Options).Frames.Count);
    }

    [Fact]
    [Trait("dask", "test_nested_types")]
    [Trait("reference", "70")]
    public void An_array_three_lists_deep_is_one_aliasing_frame()
    {
        var array = new[] { 1.0 };
        var payload = Weft.Serialize(new List<List<List<double[]>>> { new() { new() { array } } }, Options);
        Assert.Single(payload.Frames);
        array[0] = 2.0;
        Assert.Equal(2.0, BitConverter.ToDouble(payload.Frames[0].Span));
        Assert.Equal(2.0, Weft.Deserialize<List<List<List<double[]>>>>(payload)[0][0][0][0]);
    }

    [Theory]
    [Trait("dask", "test_serialize_lists")]
    [Trait("reference", "30")]
    [InlineData("msgpack")]
    [InlineData("dask,msgpack")]
    [InlineData("msgpack,dask")]
    public void A_mixed_list_comes_back_equal_and_as_a_list(string serializers)
    {
        var list = new List<object?> { "a", 2, "c", null, "e", 6 };
        var payload = Weft.Serialize(list, new SerializeOptions { Serializers = serializers.Split(',') });
        Assert.Equal(list, Assert.IsType<List<object?>>(Weft.Deserialize(payload)));
    }

    [Fact]
    [Trait("dask", "test_check_dask_serializable")]
    [Trait("reference", "29")]
    public void Inference_looks_beyond_the_first_element()
    {
        Assert.False(IsIterated(new List<object>()));
        Assert.False(IsIterated(new List<object> { 1, 2 }));
        Assert.False(IsIterated(new Dictionary<string, object> { ["a"] = 1 }));
        Assert.True(IsIterated(new List<object> { 1, new byte[1] }));
        Assert.True(IsIterated(new Dictionary<string, object> { ["a"] = 1, ["b"] = new double[1] }));
        Assert.True(IsIterated(new List<object> { new List<object> { 1, new byte[1] } }));
        Assert.True(IsIterated(Enumerable.Repeat<object>(1, 1000).Append(new byte[1]).ToList()));
    }

    [Fact]
    public void Types_derived_from_a_collection_are_never_taken_apart()
    {
        Assert.False(IsIterated(new OwnList { new double[1] }));
        Assert.False(IsIterated(new Dictionary<string, double[]>(StringComparer.OrdinalIgnoreCase) { ["a"] = [1] }));
        Assert.False(IsIterated(new HashSet<double[]> { new double[1] }));
    }

    [Fact]
    public void A_child_that_fails_is_an_error_inside_a_good_collection()
    {
        var payload = Weft.Serialize(
            new object[] { new double[1], this }, new SerializeOptions { Serializers = ["dask"] });
        Assert.True(payload.Header.TryGetHeaders("sub-headers", out var headers));
        Assert.Equal(["dask", "error"], headers.Select(h => h.Serializer));
        var error = Assert.Throws<RemoteErrorException>(() => Weft.Deserialize(payload));
        Assert.Contains(nameof(CollectionTests), error.Message, StringComparison.Ordinal);
        var raised = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(
            new object[] { new double[1], this }, new SerializeOptions
            {
                Serializers = ["dask"],
                OnError = OnError.Raise
            }));
        Assert.Contains("item 1", raised.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_that_holds_itself_fails_without_overflowing_the_stack()
    {
        var list = new List<object> { new double[1] };
        list.AddRange([list, list, new object[] { list, list }]);
        var payload = Weft.Serialize(list, new SerializeOptions { Serializers = ["dask"] });
        Assert.Throws<RemoteErrorException>(() => Weft.Deserialize(payload));
        var error = Assert.Throws<SerializationFailedException>(() =>
            Weft.Serialize(list, Options with { Serializers = ["dask"] }));
        Assert.Contains("holds itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_share_a_bucket_are_refused_before_they_are_inserted()
    {
        int prime = new Dictionary<int, object?>().EnsureCapacity(2000);
        var map = Enumerable.Range(0, 2000).ToDictionary(i => (long)i * prime, i => (object)new byte[0]);
        var payload = TestSerializers.Lenient().Serialize(map, Options);
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(payload));
        Assert.Throws<SerializationFailedException>(() => Weft.Serialize(map, Options));
    }

    [Fact]
    public void Objects_are_taken_apart_field_by_field_where_registered_so()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Model>();
        var weft = new WeftSerializer(registry);
        var model = new Model("m", [1, 2, 3], new Dictionary<string, object> { ["serializer"] = "own" });
        var payload = weft.Serialize(model, Options);
        var back = weft.Deserialize<Model>(payload);
        Assert.Equivalent(model, back, strict: true);
        Assert.Equal(7, back.Secret);
        Hostile.FlipEveryByte(weft, payload);
    }

    private static bool IsIterated(object value) =>
        Weft.Serialize(value, new SerializeOptions { Serializers = ["msgpack"] }).Header.Contains("is-collection");

    private sealed class OwnList : List<double[]>;

    private sealed class Model(string name, double[] weights, object extra)
    {
        private readonly long _secret = 7;

        public string Name { get; } = name;

        public double[] Weights { get; } = weights;

        public object Extra { get; } = extra;

        public Model? Next { get; init; }

        public long Secret => _secret;
    }
}
