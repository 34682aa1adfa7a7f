namespace Weft.Runtime.Tests;

public sealed class ValueStoreTests
{
    public static TheoryData<object?, long> Measured => new()
    {
        { new double[1000], 8000 },
        { new byte[3, 5], 15 },
        { new DateTimeOffset[10], 160 },
        { new (int, long)[4], 64 },
        { Array.Empty<Guid>(), 0 },
        { "abc", 28 },
        { 1, 4 },
        { decimal.One, 16 },
        { null, 0 },
    };

    [Theory]
    [MemberData(nameof(Measured))]
    public void Arrays_without_references_and_scalars_are_measured_exactly(object? value, long bytes) =>
        Assert.Equal(bytes, new ValueStore().Put("x", value).Bytes);

    [Fact]
    public void An_array_inside_an_object_counts()
    {
        var held = new ValueStore().Put("x", new Part("a", new double[1000]));

        Assert.InRange(held.Bytes, 8000, 8200);
    }

    [Fact]
    public void A_collection_is_estimated_by_its_first_elements()
    {
        var parts = Enumerable.Range(0, 1000).Select(i => new byte[100]).ToList();

        Assert.InRange(new ValueStore().Put("x", parts).Bytes, 100_000, 130_000);
    }

    [Fact]
    public void A_cycle_is_measured_in_bounded_time()
    {
        var loop = new object[1];
        loop[0] = loop;

        Assert.InRange(new ValueStore().Put("x", loop).Bytes, 8, 1000);
    }

    [Fact]
    public void A_collection_that_fails_while_it_is_measured_counts_for_what_was_seen() =>
        Assert.InRange(new ValueStore().Put("x", new Uncountable()).Bytes, 0, 1000);

    [Fact]
    public void The_sum_follows_what_is_put_replaced_and_forgotten()
    {
        var store = new ValueStore();
        store.Put("a", new byte[100]);
        store.Put("b", new byte[10]);
        store.Put("a", new byte[1]);
        Assert.Equal((11, 2), (store.Bytes, store.Count));

        Assert.True(store.Forget("a"));
        Assert.False(store.Forget("a"));

        Assert.Equal((10, 1), (store.Bytes, store.Count));
        Assert.Equal("b", Assert.Single(store.Held).Key);
    }

    [Fact]
    public void Type_names_are_for_people()
    {
        var store = new ValueStore();

        Assert.Equal("Double[,]", store.Put("x", new double[1, 1]).TypeName);
        Assert.Equal("Dictionary<String, List<Int32>>", store.Put("x", new Dictionary<string, List<int>>()).TypeName);
        Assert.Equal("null", store.Put("x", null).TypeName);
    }

    private sealed class Uncountable : System.Collections.ICollection
    {
        private readonly object _items = new double[10];

        public int Count => throw new NotSupportedException("not counted");

        public bool IsSynchronized => false;

        public object SyncRoot => _items;

        public void CopyTo(Array array, int index) => throw new NotSupportedException("not copied");

        public System.Collections.IEnumerator GetEnumerator() => throw new NotSupportedException("not listed");
    }

    private sealed record Part(string Name, double[] Values);
}
