using System.Net.Sockets;

namespace Weft.Serialization.Tests.Pickle;

public class PickleObjectTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Records_classes_and_structures_come_back_by_their_fields(bool compiled)
    {
        var trade = new Trade(7, "ACME", 12.5, 1_000_000_000_000, Side.Sell);
        Assert.Equal(trade, PickleTesting.RoundTrip(trade, compiled));
        var labelled = new Labelled("here", true, new Point(1, 2));
        Assert.Equal(labelled, PickleTesting.RoundTrip(labelled, compiled));
        var anonymous = new { Number = 1, Text = "a", Inner = new { Flag = true } };
        Assert.Equal(anonymous, PickleTesting.RoundTrip(anonymous, compiled));
        Assert.Equal(5, PickleTesting.RoundTrip(new Wrapper<int> { Value = 5 }, compiled).Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Readonly_fields_of_bases_come_back_and_no_constructor_runs(bool compiled)
    {
        var dog = new Dog("Rex", 3) { Friend = new Dog("Ben", 1) };
        int before = Animal.Constructions;
        var back = PickleTesting.RoundTrip(dog, compiled);
        Assert.Equal(before, Animal.Constructions);
        Assert.Equal(("Rex", 3), (back.Name, back.Tricks));
        Assert.Equal(("Ben", 1), (back.Friend!.Name, ((Dog)back.Friend).Tricks));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnDeserialized_runs_and_NonSerialized_stays_behind(bool compiled)
    {
        var back = PickleTesting.RoundTrip(new Cached { Number = 4, Memory = "secret" }, compiled);
        Assert.Equal((4, null, true), (back.Number, back.Memory, back.Restored));
    }

    [Fact]
    public void One_object_in_two_places_stays_one()
    {
        var shared = new Node { Number = 1 };
        var back = PickleTesting.RoundTrip(new Node { Next = shared, Other = shared });
        Assert.Same(back.Next, back.Other);
        var list = new List<int> { 1 };
        var pair = PickleTesting.RoundTrip(new Pair(list, new object?[] { list }));
        Assert.Same(pair.Left, ((object?[])pair.Right!)[0]);
        var large = new double[1000];
        var arrays = PickleTesting.RoundTrip(new Pair(large, large));
        Assert.Same(arrays.Left, arrays.Right);
    }

    [Fact]
    public void What_cannot_travel_is_named_with_its_member_path()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var error =
            Assert.Throws<SerializationFailedException>(
                () => PickleTesting.RoundTrip(new Desk { Feed = new Feed(socket) }));
        Assert.Equal("Desk.Feed._socket: System.Net.Sockets.Socket has no serializer", error.Message);
        Assert.Equal(typeof(Desk), error.ValueType);
        var desk = new Desk();
        desk.Notes.AddRange([1, new Dictionary<string, object> { ["a"] = new Thread(() => { }) }]);
        error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(desk));
        Assert.Equal("Desk.Notes[1][\"a\"]: System.Threading.Thread has no serializer", error.Message);
    }

    [Fact]
    public void Finalizers_pointers_and_types_of_the_base_library_are_refused_each_with_its_reason()
    {
        AssertRefused(new Pair(1, new Handle()), "Pair.Right: Weft.Serialization.Tests.Pickle.Handle has a finalizer");
        AssertRefused(new Wrapper<object> { Value = (nint)5 }, "Wrapper.Value: System.IntPtr is a pointer");
        AssertRefused(
            new Wrapper<object> { Value = new SemaphoreSlim(1) },
                "Wrapper.Value: System.Threading.SemaphoreSlim has no serializer");
    }

    [Fact]
    public void A_type_that_nobody_allowed_is_refused_at_home_with_its_path()
    {
        var serializer = PickleTesting.Serializer(policy: TypePolicy.Closed.AllowType<Pair>());
        var error = Assert.Throws<SerializationFailedException>(
            () => serializer.Serialize(new Pair(new Unmarked(1), null), PickleTesting.Only));
        Assert.Contains(
            "Pair.Left cannot be sent: type Weft.Serialization.Tests.Pickle.Unmarked is not allowed here",
                error.Message, StringComparison.Ordinal);
        Assert.Equal(new Marked(3), serializer.Deserialize(serializer.Serialize(new Marked(3), PickleTesting.Only)));
    }

    [Fact]
    public void A_worker_may_send_what_only_its_client_allows()
    {
        var worker = PickleTesting.Serializer(policy: TypePolicy.Closed.EncodeUnlisted());
        var client = PickleTesting.Serializer(policy: TypePolicy.Closed.AllowType<Unmarked>());
        var payload = worker.Serialize(new Unmarked(5), PickleTesting.Only);
        Assert.Equal(new Unmarked(5), client.Deserialize(payload));
        var error = Assert.Throws<DeserializationRefusedException>(() => worker.Deserialize(payload));
        Assert.Contains("AllowType<Unmarked>()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("reference", "77")]
    [Trait("reference", "78")]
    public void A_registered_type_travels_inside_a_graph_although_it_cannot_be_walked()
    {
        // test_pickle.py test_allow_pickle_if_registered_in_dask_serialize and test_nopickle_nested
        var serializer = PickleTesting.Serializer();
        Assert.Throws<SerializationFailedException>(
            () => serializer.Serialize(new Pair(new Handle(), 1), PickleTesting.Only));
        serializer.Registry.Register<Handle>(
            h => new Payload(new HeaderBuilder().Set("n", h.Number).Build(), new byte[] { 9 }),
            (header, frames) =>
                new Handle { Number = header.TryGetInt64("n", out long n) ? (int)n + frames[0].Length : 0 });
        var big = new double[500];
        var value = new List<object?> { new Pair(new Handle { Number = 41 }, big), new Handle { Number = 1 }, big };
        var payload =
            PickleTesting.Travel(
                serializer.Serialize(
                    value, new SerializeOptions { OnError = OnError.Raise, IterateCollection = false }));
        Assert.Equal("pickle", payload.Header.Serializer);
        var back = (List<object?>)serializer.Deserialize(payload)!;
        Assert.Equal(42, ((Handle)((Pair)back[0]!).Left!).Number);
        Assert.Equal(2, ((Handle)back[1]!).Number);
        Assert.Same(((Pair)back[0]!).Right, back[2]);
    }

    private static void AssertRefused(object value, string start)
    {
        var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(value));
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
    }
}
