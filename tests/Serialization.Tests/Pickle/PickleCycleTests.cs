namespace Weft.Serialization.Tests.Pickle;

/// <summary>References and cycles, as the reader finds them: what was one object stays one.</summary>
public class PickleCycleTests
{
    public static TheoryData<bool> Modes => [true, false];

    [Theory]
    [MemberData(nameof(Modes))]
    public void An_object_that_holds_itself_through_others_comes_back_so(bool compiled)
    {
        var node = new Node { Number = 1, Next = new Node { Number = 2 } };
        node.Next.Other = node;
        node.Other = node;
        var back = PickleTesting.RoundTrip(node, compiled);
        Assert.Same(back, back.Other);
        Assert.Same(back, back.Next!.Other);
        Assert.Equal(2, back.Next.Number);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Lists_arrays_grids_queues_and_dictionaries_may_hold_themselves(bool compiled)
    {
        var list = new List<object?> { 1 };
        list.Add(list);
        var array = new object?[2];
        array[1] = array;
        var grid = new object?[1, 2];
        grid[0, 1] = grid;
        var queue = new Queue<object>();
        queue.Enqueue(queue);
        var linked = new LinkedList<object>();
        linked.AddLast(linked);
        var map = new Dictionary<string, object>();
        map["self"] = map;
        var sorted = new SortedDictionary<int, object>();
        sorted[1] = sorted;
        var back = PickleTesting.RoundTrip(new object?[] { list, array, grid, queue, linked, map, sorted }, compiled);
        Assert.Same(back[0], ((List<object?>)back[0]!)[1]);
        Assert.Same(back[1], ((object?[])back[1]!)[1]);
        Assert.Same(back[2], ((object?[,])back[2]!)[0, 1]);
        Assert.Same(back[3], ((Queue<object>)back[3]!).Peek());
        Assert.Same(back[4], ((LinkedList<object>)back[4]!).First!.Value);
        Assert.Same(back[5], ((Dictionary<string, object>)back[5]!)["self"]);
        Assert.Same(back[6], ((SortedDictionary<int, object>)back[6]!)[1]);
    }

    [Fact]
    public void A_collection_that_is_built_of_all_its_elements_at_once_may_be_in_a_cycle_only_through_others()
    {
        var child = new Wrapper<object>();
        child.Value = System.Collections.Immutable.ImmutableList.Create<object>(child);
        var back = PickleTesting.RoundTrip(child);
        Assert.Same(back, ((System.Collections.Immutable.ImmutableList<object>)back.Value!)[0]);

        var list = new List<object>();
        var tuple = Tuple.Create<object>(list);
        list.Add(tuple);
        var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(new Pair(tuple, 1)));
        Assert.StartsWith(
            "Pair.Left.Item1[0] refers back to a System.Tuple`1[System.Object] that holds it", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Keys_found_by_identity_are_the_same_objects_as_elsewhere_and_may_close_cycles(bool compiled)
    {
        var node = new Node { Number = 1 };
        var ages = new Dictionary<Node, int> { [node] = 7 };
        var members = new HashSet<object> { node, ages };
        members.Add(members);
        var back = PickleTesting.RoundTrip(new object[] { ages, members, node }, compiled);
        var again = (Node)back[2];
        Assert.Equal(7, ((Dictionary<Node, int>)back[0])[again]);
        var set = (HashSet<object>)back[1];
        Assert.Contains(again, set);
        Assert.Contains(back[0], set);
        Assert.Contains(set, set);
    }

    [Fact]
    public void A_collection_that_compares_by_reference_keeps_its_keys_and_its_comparer()
    {
        var trade = new Trade(1, "A", 1, 1, Side.Buy);
        var equal = trade with { };
        var map = new Dictionary<Trade, int>(ReferenceEqualityComparer.Instance) { [trade] = 1, [equal] = 2 };
        var back = PickleTesting.RoundTrip(new object[] { map, trade, equal });
        var read = (Dictionary<Trade, int>)back[0];
        Assert.Same(ReferenceEqualityComparer.Instance, read.Comparer);
        Assert.Equal((1, 2), (read[(Trade)back[1]], read[(Trade)back[2]]));
    }

    [Fact]
    public void A_key_whose_hash_depends_on_its_content_stands_whole_and_may_not_hold_what_holds_it()
    {
        var key = new Pair("a", null);
        var map = new Dictionary<Pair, int> { [key] = 1 };
        var back = PickleTesting.RoundTrip(new object[] { map, key });
        Assert.Equal(1, ((Dictionary<Pair, int>)back[0])[(Pair)back[1]]);

        var holder = new Dictionary<ValueTuple<object>, int>();
        holder[new ValueTuple<object>(holder)] = 1;
        var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(holder));
        Assert.Contains("refers back to an object that holds it, and a key is a tree", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_users_comparer_travels_as_an_object_of_its_allowed_class(bool compiled)
    {
        var map = new Dictionary<string, int>(new ByLength(2)) { ["ab"] = 1 };
        var back = PickleTesting.RoundTrip(map, compiled);
        Assert.Equal(2, Assert.IsType<ByLength>(back.Comparer).Modulus);
        Assert.Equal(1, back["abcd"]);
        var sorted = PickleTesting.RoundTrip(new SortedSet<string>(new ByLength(10)) { "abc", "a" }, compiled);
        Assert.IsType<ByLength>(sorted.Comparer);
        Assert.Equal(["a", "abc"], sorted);
    }

    [Fact]
    public void A_users_comparer_is_held_to_the_limit_of_collisions_and_to_the_policy()
    {
        var map = new Dictionary<string, int>(new ByLength(100_000));
        for (int i = 1; i <= 600; i++) map[new string('x', i)] = i;
        Assert.Equal(map, PickleTesting.RoundTrip(map));
        var one = new HashSet<string>(new Same());
        for (int i = 0; i < 1500; i++) one.Add($"{i}");
        var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(one));
        Assert.Contains("Limits.HashCollisionsMax", error.Message, StringComparison.Ordinal);

        var closed = PickleTesting.Serializer(policy: TypePolicy.Closed);
        Assert.Contains(
            "Dictionary.Comparer cannot be sent: type",
            Assert.Throws<SerializationFailedException>(() => closed.Serialize(map, PickleTesting.Only)).Message,
            StringComparison.Ordinal);
        Assert.Throws<DeserializationRefusedException>(
            () => closed.Deserialize(PickleTesting.Serializer().Serialize(map, PickleTesting.Only)));
    }

    [Fact]
    public void Comparers_of_a_culture_and_of_functions_are_refused_by_name()
    {
        foreach (object value in new object[]
        {
            new Dictionary<string, int>(StringComparer.CurrentCultureIgnoreCase),
            new SortedList<string, int>(StringComparer.InvariantCulture),
            new HashSet<int>(EqualityComparer<int>.Create((a, b) => a == b, a => a)),
        })
        {
            var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(value));
            Assert.Contains("has the comparer System.", error.Message, StringComparison.Ordinal);
            Assert.Contains("a class of your own", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_key_that_a_users_comparer_looks_into_is_whole_before_it_is_compared(bool compiled)
    {
        var node = new Node { Number = 5 };
        var map = new Dictionary<Node, object>(new ByNumber()) { [node] = node };
        var set = new SortedSet<Node>(new ByNumber()) { new() { Number = 2 }, new() { Number = 1 } };
        var back = PickleTesting.RoundTrip(new object[] { node, map, set }, compiled);
        Assert.Equal(5, ((Node)((Dictionary<Node, object>)back[1])[new Node { Number = 5 }]).Number);
        Assert.Equal([1, 2], ((SortedSet<Node>)back[2]).Select(n => n.Number));
        node.Next = node;
        Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(map, compiled));
    }

    public sealed class ByNumber : IEqualityComparer<Node>, IComparer<Node>
    {
        public bool Equals(Node? x, Node? y) => x?.Number == y?.Number;

        public int GetHashCode(Node obj) => obj.Number;

        public int Compare(Node? x, Node? y) => (x?.Number ?? 0) - (y?.Number ?? 0);
    }

    public sealed class ByLength(int modulus) : IEqualityComparer<string>, IComparer<string>
    {
        public int Modulus { get; } = modulus;

        public bool Equals(string? x, string? y) => x?.Length % Modulus == y?.Length % Modulus;

        public int GetHashCode(string obj) => obj.Length % Modulus;

        public int Compare(string? x, string? y) => (x?.Length % Modulus ?? 0) - (y?.Length % Modulus ?? 0);
    }

    public sealed class Same : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => 1;
    }
}
