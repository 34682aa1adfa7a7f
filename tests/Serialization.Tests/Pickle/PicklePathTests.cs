using System.Collections.Immutable;

namespace Weft.Serialization.Tests.Pickle;

/// <summary>What cannot travel is named by the way that leads to it, through every kind of holder.</summary>
public class PicklePathTests
{
    private static readonly Thread Bad = new(() => { });

    public static TheoryData<object, string> Paths => new()
    {
        { new Pair(1, Bad), "Pair.Right" },
        { new Derived { Held = Bad }, "Derived.Held" },
        { new Wrapper<Pair> { Value = new Pair(Bad, 1) }, "Wrapper.Value.Left" },
        { new List<object> { 1, Bad }, "List[1]" },
        { new object[] { 1, 2, Bad }, "Object[][2]" },
        { new object[,] { { 1 }, { Bad } }, "Object[,][1]" },
        { ImmutableArray.Create<object>(1, Bad), "ImmutableArray[1]" },
        { ImmutableList.Create<object>(1, Bad), "ImmutableList[1]" },
        { new Queue<object>([1, Bad]), "Queue[1]" },
        { new HashSet<object> { 1, Bad }, "HashSet[1]" },
        { new Dictionary<string, object> { ["a"] = 1, ["b"] = Bad }, "Dictionary[\"b\"]" },
        { new Dictionary<int, object> { [7] = Bad }, "Dictionary[7]" },
        { new Dictionary<Side, object> { [Side.Sell] = Bad }, "Dictionary[Sell]" },
        { new Dictionary<Point, object> { [new Point(1, 2)] = Bad }, "Dictionary[0]" },
        { new Dictionary<object, int> { [1] = 1, [Bad] = 2 }, "Dictionary.Keys[1]" },
        { new Dictionary<(int, object), int> { [(1, Bad)] = 2 }, "Dictionary.Keys[0].Item2" },
        { new SortedList<string, object> { ["k"] = new Pair(1, Bad) }, "SortedList[\"k\"].Right" },
        { (1, (object)Bad), "ValueTuple.Item2" },
        { (1, 2, (object)Bad), "ValueTuple.Item3" },
        { (1, 2, 3, 4, (object)Bad), "ValueTuple.Item5" },
        { (1, 2, 3, 4, 5, 6, 7, 8, (object)Bad), "ValueTuple.Rest.Item2" },
        { Tuple.Create<int, object>(1, Bad), "Tuple.Item2" },
        { new List<(int, object)> { (1, 2), (3, Bad) }, "List[1].Item2" },
        { KeyValuePair.Create<int, object>(1, Bad), "KeyValuePair.Value" },
        { new Wrapper<(int, (object, int)?)> { Value = (1, (Bad, 2)) }, "Wrapper.Value.Item2.Item1" },
        { new Dictionary<string, List<object>> { ["x"] = [new Derived { Held = new object[] { Bad } }] },
            "Dictionary[\"x\"][0].Held[0]" },
        { new Pair(new List<Thread> { Bad }, 1), "Pair.Left" },
        { new List<(int, Thread)[]>(), "List" },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_path_names_every_step(object value, string path)
    {
        foreach (bool compiled in new[] { true, false })
        {
            var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(value, compiled));
            Assert.Equal($"{path}: System.Threading.Thread has no serializer", error.Message);
            Assert.Equal(value.GetType(), error.ValueType);
            Assert.Equal(path, ShortNames.Of(value.GetType()) + error.MemberPath);
        }
    }

    public class Holder
    {
        public object? Held { get; init; }
    }

    public sealed class Derived : Holder
    {
        public int Number;
    }
}
