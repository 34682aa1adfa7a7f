using System.Collections;
using System.Data;
using System.Numerics.Tensors;

namespace Weft.Serialization.Tests;

/// <summary>What a call does not list it does not send: its answer is taken where the same list is accepted.</summary>
public class ListedFamiliesTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(ListedFamiliesTests).Assembly);

    public static TheoryData<string> Kinds => ["exception", "table", "tensor", "memory", "bits"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_only_dask_can_send_fails_at_the_sender_where_the_call_does_not_list_it(string kind)
    {
        var only = PickleOnly();
        object value = Make(kind);
        var alone = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(value, only));
        var inside = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(new Holder { V = value }, only));
        Assert.StartsWith("the value: ", alone.Message, StringComparison.Ordinal);
        Assert.StartsWith("Holder.V: ", inside.Message, StringComparison.Ordinal);
        foreach (var error in new[] { alone, inside })
            Assert.Contains("list the family 'dask'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_travels_in_a_graph_where_dask_is_listed_behind_pickle(string kind)
    {
        var both = PickleOnly() with { Serializers = ["pickle", "dask"] };
        var payload = Weft.Serialize(new Holder { V = Make(kind) }, both);
        var back = (Holder)Weft.Deserialize(payload, new DeserializeOptions { Deserializers = ["pickle", "dask"] })!;
        Assert.IsAssignableFrom(Make(kind).GetType(), back.V);
    }

    private static SerializeOptions PickleOnly() => new() { Serializers = ["pickle"], OnError = OnError.Raise };

    private static object Make(string kind) => kind switch
    {
        "exception" => new InvalidOperationException("it broke"),
        "table" => new DataTable("t"),
        "tensor" => Tensor.Create([1.0, 2], [2]),
        "memory" => new Memory<int>([1, 2]),
        _ => new BitArray(3),
    };

    public sealed class Holder
    {
        public object? V { get; set; }
    }
}
