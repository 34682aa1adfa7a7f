namespace Weft.Serialization.Tests;

public class FieldwiseTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    [Fact]
    public void Small_fields_stand_in_the_header_and_large_ones_are_frames()
    {
        var weft = With<Record>();
        var record = new Record { Weights = new double[1_000], Small = [1, 2, 3] };
        var payload = weft.Serialize(record, Raise);
        Assert.True(payload.Header.TryGetHeader("sub-header", out var sub));
        Assert.True(sub.TryGetStrings("complex", out string[]? complex));
        Assert.Equal(["Weights"], complex);
        Assert.Single(payload.Frames);
        record.Weights[0] = 7;
        Assert.Equal(7, BitConverter.ToDouble(payload.Frames[0].Span));
        var back = weft.Deserialize<Record>(payload);
        Assert.Equivalent(record, back, strict: true);
        Assert.Equal((record.When.Kind, record.At.Offset), (back.When.Kind, back.At.Offset));
        Hostile.FlipEveryByte(With<Record>(), weft.Serialize(new Record(), Raise));
    }

    [Fact]
    public void Texts_without_an_end_and_halves_of_characters_travel_too()
    {
        var weft = With<Record>();
        var record = new Record { Text = new string('ä', 100_000), Other = "\ud800" };
        Assert.Equivalent(record, weft.Deserialize<Record>(weft.Serialize(record, Raise)), strict: true);
    }

    [Fact]
    public void Objects_inside_objects_are_taken_apart_too()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Trade>();
        registry.RegisterGeneric<Book>();
        registry.RegisterGeneric<Level>();
        var weft = new WeftSerializer(registry);
        var trade = new Trade { Book = new Book { Levels = [new Level { Price = 1.5 }, new Level { Price = 2 }] } };
        var options = Raise with { Serializers = ["dask", "msgpack"] };
        var back = weft.Deserialize<Trade>(weft.Serialize(trade, options));
        Assert.Equivalent(trade, back, strict: true);
    }

    [Fact]
    public void A_field_that_fails_fails_the_object_with_its_path()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Trade>();
        registry.RegisterGeneric<Book>();
        registry.RegisterGeneric<Level>();
        var weft = new WeftSerializer(registry);
        var levels = Enumerable.Range(0, 5).Select(_ => new Level()).ToList();
        levels[3].Handle = new System.Net.Sockets.SocketAsyncEventArgs();
        var trade = new Trade { Book = new Book { Levels = levels } };
        var error = Assert.Throws<SerializationFailedException>(() => weft.Serialize(trade, Raise));
        Assert.StartsWith("Trade.Book.Levels[3].Handle: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("SocketAsyncEventArgs", error.Message, StringComparison.Ordinal);
        Assert.Equal(".Book.Levels[3].Handle", error.MemberPath);

        // Nothing fails late: with a message for the reader it is the whole object that fails, at the sender.
        var payload = weft.Serialize(trade, Raise with { OnError = OnError.Message });
        Assert.Equal("error", payload.Header.Serializer);
        var remote = Assert.Throws<RemoteErrorException>(() => weft.Deserialize(payload));
        Assert.StartsWith(
            $"Could not serialize object of type {typeof(Trade)}: Trade.Book.Levels[3].Handle: ",
            remote.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_goes_on_into_a_graph_and_keeps_the_cause()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Trade).Assembly);
        registry.RegisterGeneric<Trade>();
        registry.Register<Level>(
            new Func<Level, Payload?>(_ => throw new InvalidOperationException("no levels today")),
            (_, _) => new Level());
        var weft = new WeftSerializer(registry);
        var socket = new Trade { Other = new Book { Other = new System.Net.Sockets.SocketAsyncEventArgs() } };
        var error = Assert.Throws<SerializationFailedException>(() => weft.Serialize(socket, Raise));
        Assert.StartsWith("Trade.Other.Other: ", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<SerializationFailedException>(() =>
            weft.Serialize(new Trade { Other = new Level() }, Raise));
        Assert.StartsWith("Trade.Other: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("no levels today", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void An_object_that_holds_itself_is_refused_by_name()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Trade>();
        registry.RegisterGeneric<Book>();
        registry.AllowType(typeof(Level));
        var weft = new WeftSerializer(registry);
        var trade = new Trade { Book = new Book() };
        trade.Book.Other = new List<object> { 1, trade };
        var error = Assert.Throws<SerializationFailedException>(() => weft.Serialize(trade, Raise));
        Assert.StartsWith("Trade.Book.Other[1]: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"the {typeof(Trade)} holds itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_may_be_left_out_or_called_otherwise()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Trade>(new FieldwiseOptions
        {
            Skip = ["Other"],
            Rename = new Dictionary<string, string> { ["Book"] = "book" },
        });
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Trade { Id = 5, Other = new object(), Cache = new object() }, Raise);
        var fields = Simple(payload);
        Assert.Equal(["Id", "book"], fields.Keys.Order(StringComparer.Ordinal));
        var back = weft.Deserialize<Trade>(payload);
        Assert.Equal((5, null, null), (back.Id, back.Other, back.Cache));
    }

    [Fact]
    public void Options_that_name_no_field_or_one_name_twice_are_refused_at_once()
    {
        var registry = new SerializerRegistry();
        var error = Assert.Throws<ArgumentException>(() =>
            registry.RegisterGeneric<Trade>(new FieldwiseOptions { Skip = ["Othre"] }));
        Assert.Equal($"{typeof(Trade)} has no field 'Othre'; it has Book, Cache, Id, Other", error.Message);
        error = Assert.Throws<ArgumentException>(() => registry.RegisterGeneric<Trade>(
            new FieldwiseOptions { Rename = new Dictionary<string, string> { ["Book"] = "Id" } }));
        Assert.Contains("two fields", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => registry.RegisterGeneric<Version>());
        Assert.Contains("base library", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => registry.RegisterGeneric<OwnList>());
    }

    [Fact]
    public void A_derived_object_keeps_its_class_and_its_fields()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Shape>();
        registry.AllowType(typeof(Circle));
        var weft = new WeftSerializer(registry);
        var circle = new Circle { Radius = 2.5, Label = "c" };
        circle.SetId(7);
        var payload = weft.Serialize(circle, Raise with { Serializers = ["dask"] });
        var back = weft.Deserialize<Circle>(payload);
        Assert.Equal((2.5, "c", 7, "hidden"), (back.Radius, back.Label, back.Id, back.Hidden));
        Hostile.FlipEveryByte(weft, payload);
    }

    [Fact]
    public void A_derived_class_that_is_not_allowed_is_neither_sent_nor_taken()
    {
        var open = new SerializerRegistry();
        open.RegisterGeneric<Shape>();
        open.AllowType(typeof(Circle));
        var payload = new WeftSerializer(open).Serialize(new Circle(), Raise);
        var closed = new SerializerRegistry();
        closed.RegisterGeneric<Shape>();
        var weft = new WeftSerializer(closed);
        var error = Assert.Throws<DeserializationRefusedException>(() => weft.Deserialize(payload));
        Assert.Contains("Circle", error.Message, StringComparison.Ordinal);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(new Circle(), Raise));
    }

    [Fact]
    public void A_structure_is_taken_apart_like_a_class()
    {
        var weft = With<Mixed>();
        var mixed = new Mixed("m", new double[300], true);
        var payload = weft.Serialize(mixed, Raise with { Serializers = ["dask"] });
        var back = weft.Deserialize<Mixed>(payload);
        Assert.Equal(("m", true), (back.Name, back.Flag));
        Assert.Equal(mixed.Values, back.Values);
    }

    [Fact]
    public void Fields_that_are_missing_doubled_or_of_another_type_are_wire_format_errors()
    {
        var weft = With<Level>();
        foreach (string simple in new[]
        {
            "80", "81a55072696365cb3ff0000000000000", "82a55072696365c0a64869646465c0",
            "82a55072696365c0a648616e646c65c0", "82a55072696365a161a648616e646c65c0",
            "83a55072696365cb3ff0000000000000a648616e646c65c0a55072696365cb3ff0000000000000",
            "82a55072696365cb3ff0000000000000a648616e646c65c0c0",
        })
        {
            var sub = new HeaderBuilder().Set("simple", Convert.FromHexString(simple))
                .Set("complex", Array.Empty<string>()).Set("sub-headers", Array.Empty<Header>())
                .Set("frame-counts", ReadOnlySpan<long>.Empty).Build();
            var header = new HeaderBuilder().Set("serializer", "dask").Set("type", TypeNames.Of(typeof(Level)))
                .Set("sub-header", sub).Build();
            Assert.Throws<WireFormatException>(() => weft.Deserialize(new Payload(header)));
        }
    }

    [Fact]
    public void Scalars_with_bits_that_no_value_has_are_refused()
    {
        foreach (var (type, value) in new (Type, object)[]
        {
            (typeof(DateTime), ulong.MaxValue), (typeof(DateTime), (ulong)DateTime.MaxValue.Ticks + 1),
            (typeof(DateOnly), -1), (typeof(DateOnly), int.MaxValue), (typeof(TimeOnly), long.MaxValue),
            (typeof(char), 65_536), (typeof(Guid), new byte[15]),
            (typeof(decimal), Enumerable.Repeat((byte)0xff, 16).ToArray()),
            (typeof(DateTimeOffset), Enumerable.Repeat((byte)0xff, 10).ToArray()), (typeof(DayOfWeek), "Monday"),
            (typeof(DayOfWeek), long.MaxValue),
        })
        {
            Assert.Throws<InvalidCastException>(() => FieldScalars.Read(type, value));
        }
    }

    [Fact]
    public void Compression_knows_what_a_field_declares_of_its_frames()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Trade>();
        registry.Register<Level>(
            _ =>
            {
                var header = new HeaderBuilder();
                CompressionEntries.Write(header, [false]);
                return new Payload(header.Build(), new byte[50_000]);
            },
            (_, frames) => new Level { Price = frames[0].Length });
        var weft = new WeftSerializer(registry);
        var trade = new Trade { Other = new Level(), Cache = null, Book = null, Id = 1 };
        var payload = weft.Serialize(trade, Raise with { Compression = "zlib" });
        Assert.Equal([false], CompressionTests.Entries(payload.Header));
        Assert.Equal(50_000, payload.FrameBytes);
        Assert.Equal(50_000, ((Level)weft.Deserialize<Trade>(payload).Other!).Price);
    }

    [Fact]
    [Trait("reference", "36")]
    public void What_stands_in_the_header_is_what_msgpack_gives_back_as_it_was()
    {
        foreach (object? simple in new object?[]
        {
            null, "text", true, new byte[] { 1 }, 5, 5L, 1.5, 1.5f, DayOfWeek.Friday, 'c', decimal.One, Guid.Empty,
        })
        {
            Assert.True(IsSimple(simple?.GetType() ?? typeof(object), simple), $"{simple}");
        }

        Assert.True(IsSimple(typeof(object), 5));
        Assert.True(IsSimple(typeof(int?), 5));
        foreach (var (declared, content) in new (Type, object)[]
        {
            (typeof(object), 5L), (typeof(object), new byte[1]), (typeof(object), DayOfWeek.Friday),
            (typeof(object), new object()), (typeof(byte[]), new byte[1_025]), (typeof(string), new string('x', 1_025)),
            (typeof(List<int>), new List<int> { 1 }), (typeof(Dictionary<string, int>), new Dictionary<string, int>()),
            (typeof(Dictionary<object, int>), new Dictionary<object, int> { [new object()] = 1 }),
            (typeof(object[]), new object[] { new() }), (typeof(Level), new Level()),
        })
        {
            Assert.False(IsSimple(declared, content), $"{declared}: {content}");
        }

        static bool IsSimple(Type declared, object? content)
        {
            var writer = new MsgPackWriter(new System.Buffers.ArrayBufferWriter<byte>());
            return FieldScalars.TryWrite(ref writer, declared, content);
        }
    }

    private static Dictionary<string, object?> Simple(Payload payload)
    {
        Assert.True(payload.Header.TryGetHeader("sub-header", out var sub));
        Assert.True(sub.TryGetBytes("simple", out var bytes));
        var reader = new MsgPackReader(bytes.Span, Limits.Default);
        var budget = new AllocationBudget(bytes.Length, Limits.Default);
        return (Dictionary<string, object?>)MessageTree.Read(ref reader, null, Limits.Default, budget)!;
    }

    private static WeftSerializer With<T>()
        where T : notnull
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<T>();
        return new WeftSerializer(registry);
    }

    private sealed class Record
    {
        public int Number { get; set; } = -5;

        public ulong Wide { get; set; } = ulong.MaxValue;

        public short? Maybe { get; set; } = 3;

        public short? Nothing { get; set; }

        public char Letter { get; set; } = 'ß';

        public DayOfWeek Day { get; set; } = DayOfWeek.Friday;

        public decimal Price { get; set; } = -79228162514264337593543950335m;

        public DateTime When { get; set; } = new(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc);

        public DateTimeOffset At { get; set; } = new(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(-3.5));

        public TimeSpan Span { get; set; } = TimeSpan.MinValue;

        public DateOnly Date { get; set; } = DateOnly.MaxValue;

        public TimeOnly Time { get; set; } = TimeOnly.MaxValue;

        public Guid Id { get; set; } = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef");

        public string? Text { get; set; } = "text";

        public object? Other { get; set; } = 5;

        public byte[]? Small { get; set; }

        public double[]? Weights { get; set; }
    }

    private sealed class Trade
    {
        [NonSerialized]
        public object? Cache;

        public int Id { get; set; }

        public Book? Book { get; set; }

        public object? Other { get; set; }
    }

    private sealed class Book
    {
        public List<Level> Levels { get; set; } = [];

        public object? Other { get; set; }
    }

    private sealed class Level
    {
        public double Price { get; set; }

        public object? Handle { get; set; }
    }

    private abstract class Shape
    {
        private int _id;

        public string? Label { get; set; }

        public string Hidden { get; private set; } = "hidden";

        public int Id => _id;

        public void SetId(int id) => _id = id;
    }

    private sealed class Circle : Shape
    {
        public double Radius { get; set; }
    }

    private readonly record struct Mixed(string Name, double[] Values, bool Flag);

    private sealed class OwnList : List<int>;
}
