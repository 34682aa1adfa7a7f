using System.Data;
using System.Numerics.Tensors;

namespace Weft.Serialization.Tests;

/// <summary>A serializer that a user registered takes the values of its type wherever they stand.</summary>
public class OwnSerializerEverywhereTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public static TheoryData<string> Kinds =>
    [
        "array", "long array", "list", "long list", "grid", "nullables", "structures", "tuple", "values", "queue",
        "objects", "jagged", "empty",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_structure_with_a_serializer_travels_by_it_alone_and_in_a_graph(string kind)
    {
        var weft = New();
        var value = Make(kind, 1);
        Assert.Equivalent(Make(kind, 101), weft.Deserialize(weft.Serialize(value, Raise)), strict: true);
        foreach (object holder in new object[] { new Holder { V = value }, new Tolerant { V = value } })
        {
            var payload = weft.Serialize(holder, Raise);
            Assert.Equal("pickle", payload.Header.Serializer);
            var back = weft.Deserialize(payload) switch { Holder h => h.V, var t => ((Tolerant)t!).V };
            Assert.Equal(value.GetType(), back!.GetType());
            Assert.Equivalent(Make(kind, 101), back, strict: true);
        }
    }

    [Fact]
    public void A_tables_column_of_such_structures_travels_by_it()
    {
        var table = new DataTable("t");
        table.Columns.Add("a", typeof(Grip));
        table.Rows.Add(new Grip { Id = 1 });
        table.Rows.Add(DBNull.Value);
        var weft = New();
        var back = weft.Deserialize<DataTable>(weft.Serialize(table, Raise));
        Assert.Equal(new Grip { Id = 101 }, back.Rows[0][0]);
        Assert.Equal(DBNull.Value, back.Rows[1][0]);
    }

    [Fact]
    public void Memory_and_tensors_of_such_structures_are_refused()
    {
        var weft = New();
        var items = new[] { new Grip { Id = 1 } };
        foreach (object value in new object[] { new Memory<Grip>(items), Tensor.Create(items, [1]) })
        {
            Assert.Throws<SerializationFailedException>(() => weft.Serialize(value, Raise));
            Assert.Throws<SerializationFailedException>(() => weft.Serialize(new Holder { V = value }, Raise));
        }
    }

    [Fact]
    public void A_key_of_such_a_type_is_refused_with_its_path()
    {
        var weft = New();
        var error = Assert.Throws<SerializationFailedException>(
            () => weft.Serialize(new Holder { V = new Dictionary<Grip, int> { [new Grip()] = 1 } }, Raise));
        Assert.StartsWith("Holder.V.Keys[0]: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("has a serializer of its own", error.Message, StringComparison.Ordinal);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(new HashSet<Grip> { default }, Raise));
    }

    [Fact]
    public void Keys_of_a_dictionary_that_is_taken_apart_travel_by_it()
    {
        var weft = New();
        var map = new Dictionary<Grip, double[]> { [new Grip { Id = 1 }] = [1.5] };
        var back = weft.Deserialize<Dictionary<Grip, double[]>>(weft.Serialize(map, Raise));
        Assert.Equal(new Grip { Id = 101 }, Assert.Single(back.Keys));
    }

    [Fact]
    public void Classes_of_the_base_library_that_a_user_registered_travel_by_it_in_a_graph()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Holder).Assembly);
        registry.Register(_ => Empty, (_, _) => new Queue<int>([7]));
        registry.Register(_ => Empty, (_, _) => new Version(7, 7));
        registry.Register(_ => Empty, (_, _) => new[] { 7 });
        registry.Register(_ => Empty, (_, _) => new Dictionary<string, int> { ["seven"] = 7 });
        var weft = new WeftSerializer(registry);
        object[] values = [new Queue<int>(), new Version(1, 1), new int[1000], new Dictionary<string, int>()];
        object[] expected =
            [new Queue<int>([7]), new Version(7, 7), new[] { 7 }, new Dictionary<string, int> { ["seven"] = 7 }];
        for (int i = 0; i < values.Length; i++)
        {
            var back = weft.Deserialize<Holder>(weft.Serialize(new Holder { V = values[i] }, Raise));
            Assert.Equal(expected[i], back.V);
            Assert.Equal(expected[i], weft.Deserialize(weft.Serialize(values[i], Raise)));
        }

        var both = new Two { A = values[0], B = values[0] };
        var again = weft.Deserialize<Two>(weft.Serialize(both, Raise));
        Assert.Same(again.A, again.B);
    }

    [Fact]
    public void What_stands_bare_in_a_graph_has_its_one_form_there()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Holder).Assembly);
        registry.Register(_ => Empty, (_, _) => DateTime.MaxValue);
        registry.Register(_ => Empty, (_, _) => DayOfWeek.Friday);
        var weft = new WeftSerializer(registry);
        Assert.Equal(DateTime.MaxValue, weft.Deserialize(weft.Serialize(DateTime.UnixEpoch, Raise)));
        Assert.Equal(DayOfWeek.Friday, weft.Deserialize(weft.Serialize(DayOfWeek.Monday, Raise)));
        var two = new Two { A = DateTime.UnixEpoch, B = DayOfWeek.Monday, C = DateTime.UnixEpoch };
        var back = weft.Deserialize<Two>(weft.Serialize(two, Raise));
        Assert.Equal(DateTime.UnixEpoch, back.A);
        Assert.Equal(DayOfWeek.Monday, back.B);
        Assert.Equal(DateTime.UnixEpoch, back.C);
    }

    [Fact]
    public void Without_dask_in_the_list_no_serializer_for_a_type_is_asked()
    {
        var weft = New();
        var only = Raise with { Serializers = ["pickle"] };
        var back = weft.Deserialize<Holder>(weft.Serialize(new Holder { V = Make("long array", 1) }, only));
        Assert.Equal((Grip[])Make("long array", 1), (Grip[])back.V!);
    }

    [Fact]
    public void Other_structures_are_their_memory_still()
    {
        var weft = New();
        var payload = weft.Serialize(new Plain[1000], Raise);
        Assert.Equal(8000, Assert.Single(payload.Frames).Length);
        Assert.Equal(2, weft.Serialize(new Holder { V = new Plain[1000] }, Raise).Frames.Count);
    }

    [Fact]
    public void What_was_sent_element_by_element_survives_every_flipped_byte()
    {
        var weft = New();
        Hostile.FlipEveryByte(weft, weft.Serialize(new Holder { V = Make("grid", 1) }, Raise));
        Hostile.FlipEveryByte(weft, weft.Serialize(new Holder { V = Make("structures", 1) }, Raise));
    }

    private static Payload Empty => new(new HeaderBuilder().Build());

    private static WeftSerializer New()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Holder).Assembly);
        registry.Register<Grip>(
            grip => new Payload(new HeaderBuilder().Set("id", grip.Id).Build()),
            (header, _) => header.TryGetInt64("id", out long id)
                ? new Grip { Id = unchecked((int)id + 100) }
                : throw new WireFormatException("no id"));
        return new WeftSerializer(registry);
    }

    private static object Make(string kind, int id)
    {
        var grip = new Grip { Id = id };
        return kind switch
        {
            "array" => new[] { grip },
            "long array" => Enumerable.Repeat(grip, 200).ToArray(),
            "list" => new List<Grip> { grip },
            "long list" => Enumerable.Repeat(grip, 200).ToList(),
            "grid" => new[,] { { grip, grip } },
            "nullables" => Enumerable.Repeat((Grip?)grip, 20).Append(null).ToArray(),
            "structures" => new[] { new Wrapped { Before = 1, Grip = grip } },
            "tuple" => (grip, 2),
            "values" => new Dictionary<string, Grip> { ["a"] = grip },
            "queue" => new Queue<Grip>([grip]),
            "objects" => new object[] { grip, "a" },
            "jagged" => new[] { new[] { grip }, [] },
            _ => Array.Empty<Grip>(),
        };
    }

    public record struct Grip
    {
        public int Id { get; set; }
    }

    public struct Wrapped
    {
        public int Before { get; set; }

        public Grip Grip { get; set; }
    }

    public struct Plain
    {
        public int A { get; set; }

        public int B { get; set; }
    }

    public sealed class Holder
    {
        public object? V { get; set; }
    }

    public sealed class Two
    {
        public object? A { get; set; }

        public object? B { get; set; }

        public DateTime C { get; set; }
    }

    [WeftSerializable(VersionTolerant = true)]
    public sealed class Tolerant
    {
        public object? V { get; set; }
    }
}
