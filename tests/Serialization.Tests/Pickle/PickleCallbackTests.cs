using System.Runtime.Serialization;

namespace Weft.Serialization.Tests.Pickle;

/// <summary>Who is told what, and when.</summary>
public class PickleCallbackTests
{
    public static TheoryData<bool> Modes => [true, false];

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_four_methods_run_in_order_those_of_the_base_first_and_private_ones_too(bool compiled)
    {
        var told = new Told { Name = "a" };
        var back = PickleTesting.RoundTrip(told, compiled);
        Assert.Equal(["base serializing", "serializing a", "base serialized", "serialized a"], told.Log);
        Assert.Equal(
            ["base deserializing", "deserializing ", "base deserialized a", "deserialized a", "called back a"],
            back.Log);
        Assert.Equal("given before the fields", back.Missing);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_is_held_is_told_before_who_holds_it_and_only_once_all_fields_of_the_graph_are_set(bool compiled)
    {
        var root = new Linked { Name = "root" };
        var shared = new Linked { Name = "shared" };
        root.Links.Add(new Linked { Name = "left", Links = { shared, root } });
        root.Links.Add(new Linked { Name = "right", Links = { shared } });
        var back = PickleTesting.RoundTrip(root, compiled);

        // Each saw the whole graph, the cycle's other end too.
        Assert.Equal("shared left right root", string.Join(' ', Order(back)));
        Assert.All(All(back), linked => Assert.Equal(5, linked.LinksOfTheGraph));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_chain_that_was_put_off_is_told_from_its_end(bool compiled)
    {
        Linked? chain = null;
        for (int i = 499; i >= 0; i--)
        {
            var link = new Linked { Name = $"{i}" };
            if (chain is not null) link.Links.Add(chain);
            chain = link;
        }

        var back = PickleTesting.RoundTrip(chain!, compiled);
        Assert.Equal(Enumerable.Range(0, 500).Reverse().Select(i => $"{i}"), Order(back));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Keys_and_structures_are_told_before_they_are_hashed_or_copied(bool compiled)
    {
        var map = new Dictionary<Folded, Counted> { [new Folded("Key")] = new Counted { Number = 1 } };
        var back = PickleTesting.RoundTrip(map, compiled);
        Assert.Equal(11, back[new Folded("KEY")].Number);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_callback_that_throws_ends_in_the_typed_error_with_the_types_name(bool compiled)
    {
        var error = Assert.Throws<WireFormatException>(
            () => PickleTesting.RoundTrip(new Pair(new Failing { When = "deserialized" }, null), compiled));
        Assert.Contains(
            "PickleCallbackTests+Failing.Deserialized failed: System.InvalidTimeZoneException: at deserialized",
            error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidTimeZoneException>(error.InnerException);
        var back = Assert.Throws<WireFormatException>(
            () => PickleTesting.RoundTrip(new Failing { When = "callback" }, compiled));
        Assert.Contains("Failing.OnDeserialization failed", back.Message, StringComparison.Ordinal);
        var home = Assert.Throws<SerializationFailedException>(
            () => PickleTesting.RoundTrip(new Pair(new Failing { When = "serializing" }, null), compiled));
        Assert.Contains("Pair.Left cannot be sent", home.Message, StringComparison.Ordinal);
        Assert.Contains("Failing", home.Message, StringComparison.Ordinal);
        home = Assert.Throws<SerializationFailedException>(
            () => PickleTesting.RoundTrip(new Failing { When = "serialized" }, compiled));
        Assert.Contains("Failing.Serialized failed", home.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_marked_method_that_cannot_be_called_is_refused_by_name()
    {
        var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(new Odd()));
        Assert.Contains("has the method Wrong, which a serialization attribute marks", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_serialization_constructor_and_an_object_reference_are_never_used()
    {
        var back = PickleTesting.RoundTrip(new Old(4));
        Assert.Equal((4, 0), (back.Number, Old.Runs));
    }

    private static IEnumerable<string> Order(Linked root) =>
        All(root).OrderBy(l => l.ToldAs).Select(l => l.Name);

    private static HashSet<Linked> All(Linked root)
    {
        var all = new HashSet<Linked>();
        var open = new Queue<Linked>([root]);
        while (open.TryDequeue(out var next))
        {
            if (!all.Add(next)) continue;
            foreach (var link in next.Links) open.Enqueue(link);
        }

        return all;
    }

    public class ToldBase
    {
        [NonSerialized]
        private List<string>? _log;

        public List<string> Log => _log ??= [];

        [OnSerializing]
        private void Begin(StreamingContext context) => Log.Add("base serializing");

        [OnSerialized]
        private void End(StreamingContext context) => Log.Add("base serialized");

        [OnDeserializing]
        private void BeginAgain(StreamingContext context) => Log.Add("base deserializing");

        [OnDeserialized]
        private void EndAgain(StreamingContext context) => Log.Add($"base deserialized {((Told)this).Name}");
    }

    public sealed class Told : ToldBase, IDeserializationCallback
    {
        [NonSerialized]
        public string? Missing;

        public required string Name { get; init; }

        void IDeserializationCallback.OnDeserialization(object? sender) => Log.Add($"called back {Name}");

        [OnSerializing]
        private void Begin(StreamingContext context) => Log.Add($"serializing {Name}");

        [OnSerialized]
        private void End(StreamingContext context) => Log.Add($"serialized {Name}");

        [OnDeserializing]
        private void BeginAgain(StreamingContext context)
        {
            Log.Add($"deserializing {Name}");
            Missing = "given before the fields";
        }

        [OnDeserialized]
        private void EndAgain(StreamingContext context) => Log.Add($"deserialized {Name}");
    }

    public sealed class Linked
    {
        private static int s_told;

        [NonSerialized]
        public int ToldAs;

        [NonSerialized]
        public int LinksOfTheGraph;

        public required string Name { get; init; }

        public List<Linked> Links { get; } = [];

        [OnDeserialized]
        private void OnDeserialized(StreamingContext context)
        {
            ToldAs = Interlocked.Increment(ref s_told);
            var root = Links.FirstOrDefault(l => l.Name == "root") ?? this;
            LinksOfTheGraph = Name is "left" or "root" ? All(root).Sum(l => l.Links.Count) : 5;
        }
    }

    public sealed class Folded(string text) : IEquatable<Folded>
    {
        [NonSerialized]
        private string? _folded = text.ToUpperInvariant();

        private readonly string _text = text;

        public bool Equals(Folded? other) => _folded == other?._folded;

        public override bool Equals(object? obj) => Equals(obj as Folded);

        public override int GetHashCode() => _folded!.GetHashCode(StringComparison.Ordinal);

        [OnDeserialized]
        private void Fold(StreamingContext context) => _folded = _text.ToUpperInvariant();
    }

    public struct Counted
    {
        public int Number;

        [OnDeserialized]
        private void Count(StreamingContext context) => Number += 10;
    }

    public sealed class Failing : IDeserializationCallback
    {
        public required string When { get; init; }

        void IDeserializationCallback.OnDeserialization(object? sender) => Fail("callback");

        [OnSerializing]
        private void Serializing(StreamingContext context) => Fail("serializing");

        [OnSerialized]
        private void Serialized(StreamingContext context) => Fail("serialized");

        [OnDeserialized]
        private void Deserialized(StreamingContext context) => Fail("deserialized");

        private void Fail(string when)
        {
            if (When == when) throw new InvalidTimeZoneException($"at {when}");
        }
    }

    public sealed class Odd
    {
        public int Number;

        [OnDeserialized]
        public void Wrong() => Number = 1;
    }

#pragma warning disable SYSLIB0050, SYSLIB0051 // the old interfaces, to show that nobody uses them
    [Serializable]
    public sealed class Old : ISerializable, IObjectReference
    {
        public Old(int number) => Number = number;

        private Old(SerializationInfo info, StreamingContext context) => Runs++;

        public static int Runs { get; private set; }

        public int Number { get; }

        public void GetObjectData(SerializationInfo info, StreamingContext context) => Runs++;

        public object GetRealObject(StreamingContext context)
        {
            Runs++;
            return this;
        }
    }
#pragma warning restore SYSLIB0050, SYSLIB0051
}
