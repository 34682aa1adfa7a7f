using System.Collections;

namespace Weft.Serialization.Tests;

/// <summary>How families are tried, what becomes of failures, and what a reader refuses before it decodes.</summary>
public class FamilyTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    [Fact]
    public void Where_all_decline_the_message_names_type_and_families_and_there_is_no_trace()
    {
        var weft = TestSerializers.New();
        string expected = $"Could not serialize object of type {typeof(Stranger)}: none of the families " +
            "[dask, msgpack] takes it";
        var options = new SerializeOptions { Serializers = ["dask", "msgpack"] };
        var payload = weft.Serialize(new Stranger(), options);
        Assert.Equal([expected], payload.Frames.Select(f => System.Text.Encoding.UTF8.GetString(f.Span)));
        Assert.Equal(expected, Assert.Throws<RemoteErrorException>(() => weft.Deserialize(payload)).Message);
        var raised = Assert.Throws<SerializationFailedException>(() =>
            weft.Serialize(new Stranger(), options with { OnError = OnError.Raise }));
        Assert.Equal(expected, raised.Message);
        Assert.Null(raised.InnerException);
        Assert.Equal(typeof(Stranger), raised.ValueType);
        var none = weft.Serialize(null, new SerializeOptions { Serializers = [] });
        Assert.Equal(
            "Could not serialize object of type null: none of the families [] takes it",
            Assert.Throws<RemoteErrorException>(() => weft.Deserialize(none)).Message);
    }

    [Fact]
    public void Where_one_fails_the_message_and_the_exception_say_the_same_and_the_cause_is_kept()
    {
        var registry = new SerializerRegistry();
        var cause = new NotImplementedException("not today");
        registry.RegisterFamily("broken", _ => throw cause, (_, _) => null);
        var weft = new WeftSerializer(registry);
        string expected = $"Could not serialize object of type {typeof(Stranger)}: not today";
        var options = new SerializeOptions { Serializers = ["broken", "msgpack"] };
        var payload = weft.Serialize(new Stranger(), options);
        Assert.Equal(2, payload.Frames.Count);
        var remote = Assert.Throws<RemoteErrorException>(() => weft.Deserialize(payload));
        Assert.Equal(expected, remote.Message);
        Assert.Contains("NotImplementedException", remote.RemoteStack, StringComparison.Ordinal);
        Assert.Contains(nameof(FamilyTests), remote.RemoteStack, StringComparison.Ordinal);
        var raised = Assert.Throws<SerializationFailedException>(() =>
            weft.Serialize(new Stranger(), options with { OnError = OnError.Raise }));
        Assert.Equal(expected, raised.Message);
        Assert.Same(cause, raised.InnerException);
    }

    [Fact]
    public void A_trace_that_travels_has_at_most_a_hundred_thousand_characters()
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(
            "broken", _ => throw new InvalidOperationException("m", new TimeoutException(new string('x', 200_000))),
            (_, _) => null);
        var payload = new WeftSerializer(registry).Serialize(1, new SerializeOptions { Serializers = ["broken"] });
        Assert.Equal(100_000, payload.Frames[1].Length);
    }

    [Fact]
    public void Only_declining_lets_the_next_family_try_whatever_a_family_throws()
    {
        foreach (var error in new Exception[]
        {
            new NotImplementedException(), new NotSupportedException(), new InvalidCastException(),
            new OperationCanceledException(), new WireFormatException("w"),
        })
        {
            int asked = 0;
            var registry = new SerializerRegistry();
            registry.RegisterFamily("declines", _ => null, (_, _) => null);
            registry.RegisterFamily("throws", _ => throw error, (_, _) => null);
            registry.RegisterFamily(
                "next",
                _ =>
                {
                    asked++;
                    return new Payload(Header.Empty);
                },
                (_, _) => null);
            var weft = new WeftSerializer(registry);
            var options = new SerializeOptions { Serializers = ["declines", "throws", "next"] };
            Assert.Equal("error", weft.Serialize(1, options).Header.Serializer);
            Assert.Equal(0, asked);
            options = options with { Serializers = ["declines", "next"] };
            Assert.Equal("next", weft.Serialize(1, options).Header.Serializer);
        }
    }

    [Fact]
    [Trait("reference", "21")]
    public void Families_after_one_that_declines_take_the_value_and_without_them_it_is_an_error()
    {
        var weft = TestSerializers.New(typeof(Stranger).Assembly);
        var value = new Dictionary<string, object> { ["x"] = new Stranger() };
        var both = weft.Serialize(value, new SerializeOptions { Serializers = ["msgpack", "pickle"] });
        Assert.Equal("pickle", both.Header.Serializer);
        var only = new SerializeOptions { Serializers = ["msgpack"] };
        Assert.Equal("error", weft.Serialize(value, only).Header.Serializer);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(value, only with { OnError = OnError.Raise }));
    }

    [Fact]
    [Trait("reference", "36")]
    public void Msgpack_takes_trees_of_scalars_lists_and_dictionaries_and_nothing_else()
    {
        var weft = TestSerializers.New();
        foreach (object? taken in new object?[]
        {
            null, 5, "a", new byte[] { 1 }, true, 1.5, new List<object> { 1, "a" }, new object[] { 1, 2 },
            new Dictionary<string, object> { ["x"] = 1, ["y"] = new List<object> { 2 } },
            new Dictionary<int, string> { [1] = "a" }, new List<object> { new Dictionary<string, object>() },
        })
        {
            Assert.Equal("msgpack", FamilyOf(taken));
        }

        foreach (object declined in new object[]
        {
            new Stranger(), new List<object> { new Stranger() },
            new Dictionary<object, int> { [new Stranger()] = 1 },
            new Dictionary<string, object> { ["x"] = new List<object> { new Stranger() } }, (1, 2), new HashSet<int>(),
        })
        {
            Assert.Equal("error", FamilyOf(declined));
        }

        string? FamilyOf(object? value) => weft.Serialize(
            value, new SerializeOptions { Serializers = ["msgpack"], IterateCollection = false }).Header.Serializer;
    }

    [Fact]
    public void An_outcome_that_is_neither_message_nor_raise_is_refused_where_it_is_set() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SerializeOptions { OnError = (OnError)7 });

    [Fact]
    public void The_error_family_encodes_nothing_and_cannot_be_replaced()
    {
        var weft = TestSerializers.New();
        Assert.Equal("error", weft.Serialize(1, new SerializeOptions { Serializers = ["error"] }).Header.Serializer);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(1, Raise with { Serializers = ["error"] }));
        Assert.Throws<ArgumentException>(() =>
            new SerializerRegistry().RegisterFamily("error", _ => null, (_, _) => null));
    }

    [Fact]
    public void A_family_registered_again_replaces_the_first_for_later_calls()
    {
        var registry = new SerializerRegistry();
        var weft = new WeftSerializer(registry);
        var options = new SerializeOptions { Serializers = ["own"] };
        registry.RegisterFamily("own", _ => new Payload(Header.Empty), (_, _) => 1);
        var payload = weft.Serialize("x", options);
        Assert.Equal(1, weft.Deserialize(payload));
        registry.RegisterFamily("own", (Func<object?, Payload?>?)null, (_, _) => 2);
        Assert.Equal(2, weft.Deserialize(payload));
        Assert.Equal("error", weft.Serialize("x", options).Header.Serializer);
    }

    [Fact]
    public void A_call_ends_with_the_registrations_it_began_with()
    {
        var registry = new SerializerRegistry();
        var weft = new WeftSerializer(registry);
        registry.RegisterFamily(
            "own",
            value =>
            {
                registry.RegisterFamily("own", _ => throw new InvalidOperationException("later"), (_, _) => 0);
                return new Payload(Header.Empty);
            },
            (_, _) => 1);
        var options = Raise with { Serializers = ["own"], IterateCollection = true };
        var payload = weft.Serialize(new object[] { 1, 2, 3 }, options);
        Assert.True(payload.Header.TryGetHeaders("sub-headers", out var headers));
        Assert.Equal(["own", "own", "own"], headers.Select(h => h.Serializer));
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(1, options));
    }

    public static TheoryData<string, bool> Holders => new()
    {
        { "itself", false }, { "list", false }, { "dictionary", false }, { "tuple", false }, { "nested", false },
        { "fieldwise", false }, { "pickled", false },
        { "itself", true }, { "list", true }, { "dictionary", true }, { "tuple", true }, { "nested", true },
        { "fieldwise", true }, { "pickled", true },
    };

    [Theory]
    [MemberData(nameof(Holders))]
    public void A_family_that_is_not_accepted_is_refused_at_every_depth_before_anything_is_decoded(
        string holder, bool inPlace)
    {
        int loads = 0;
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Holder).Assembly);
        registry.RegisterFamily(
            "first", v => v is First ? new Payload(Header.Empty) : null, (_, _) => Loaded(new First()));
        registry.RegisterFamily(
            "secret", v => v is Secret ? new Payload(Header.Empty, new byte[8]) : null, (_, _) => Loaded(new Secret()));
        registry.RegisterGeneric<Fields>("secret");
        registry.Register(new SecretHolderSerializer());
        var weft = new WeftSerializer(registry);
        var options = Raise with { Serializers = ["first", "secret", "dask", "pickle"], IterateCollection = true };
        object value = holder switch
        {
            "itself" => new Secret(),
            "list" => new List<object> { new First(), new Secret() },
            "dictionary" => new Dictionary<string, object> { ["a"] = new First(), ["b"] = new Secret() },
            "tuple" => (new First(), 1, new Secret()),
            "nested" => new object[] { new First(), new object[] { new byte[1], (new byte[1], new Secret()) } },
            "fieldwise" => new Fields { One = new First(), Two = new Secret() },
            _ => new Holder { Content = new SecretHolder() },
        };
        var asGraph = options with { Serializers = ["pickle", "dask", "secret"], IterateCollection = null };
        var payload = weft.Serialize(value, holder == "pickled" ? asGraph : options);
        Assert.NotEqual("error", payload.Header.Serializer);
        var accepting = new DeserializeOptions { Deserializers = ["first", "dask", "pickle", "msgpack"] };
        var error = Assert.Throws<DeserializationRefusedException>(() => Decode(accepting));
        Assert.Equal(
            "the payload was serialized with 'secret'; accepted here are [first, dask, pickle, msgpack]: " +
            "accept it (Deserializers) or have the sender use another family (Serializers)",
            error.Message);
        Assert.Equal(0, loads);
        Decode(new DeserializeOptions { Deserializers = ["first", "dask", "pickle", "secret"] });
        Assert.True(loads > 0);

        object Loaded(object value)
        {
            loads++;
            return value;
        }

        void Decode(DeserializeOptions accepted)
        {
            if (!inPlace)
            {
                weft.Deserialize(payload, accepted);
                return;
            }

            long[] lengths = [.. payload.Frames.Select(f => (long)f.Length)];
            using var receiver = weft.BeginReceive(payload.Header, lengths, accepted);
            for (int i = 0; i < lengths.Length; i++) payload.Frames[i].CopyTo(receiver.Destination(i));
            receiver.Complete();
        }
    }

    [Fact]
    public void A_reason_inside_a_collection_is_told_whatever_the_list_says()
    {
        var weft = TestSerializers.New();
        var payload = weft.Serialize(
            new object[] { new double[1], new Stranger() },
            new SerializeOptions { Serializers = ["dask"], IterateCollection = true });
        var error = Assert.Throws<RemoteErrorException>(() =>
            weft.Deserialize(payload, new DeserializeOptions { Deserializers = ["dask"] }));
        Assert.Contains(nameof(Stranger), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("reference", "23")]
    public void A_family_sees_who_sends_to_whom_at_every_depth()
    {
        var seen = new List<string>();
        var registry = new SerializerRegistry();
        registry.RegisterFamily(
            "aware",
            (value, context) =>
            {
                if (value is IEnumerable) return null;
                seen.Add($"{context.Sender}>{context.Recipient}");
                return new Payload(Header.Empty);
            },
            (_, _) => 1);
        var weft = new WeftSerializer(registry);
        var options = Raise with
        {
            Serializers = ["aware"],
            IterateCollection = true,
            Context = new SerializationContext { Sender = new("tcp://worker"), Recipient = new("tcp://client") },
        };
        weft.Serialize(new object[] { 1, (2, 3) }, options);
        var message = new Dictionary<string, object?> { ["x"] = new ToSerialize(4) };
        weft.Dumps(message, options with { IterateCollection = null });
        Assert.NotEmpty(seen);
        Assert.All(seen, s => Assert.Equal("tcp://worker>tcp://client", s));
    }

    [Fact]
    [Trait("reference", "24")]
    public void A_type_serializer_sees_who_sends_to_whom_also_within_an_object()
    {
        var seen = new List<string>();
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Holder).Assembly);
        registry.Register<Secret>(
            (_, context) =>
            {
                seen.Add($"{context.Sender}>{context.Recipient}");
                return new Payload(Header.Empty);
            },
            (_, _) => new Secret());
        registry.RegisterGeneric<Fields>();
        var weft = new WeftSerializer(registry);
        var options = Raise with
        {
            Context = new SerializationContext { Sender = new("tcp://worker"), Recipient = new("tcp://client") },
        };
        weft.Serialize(new Secret(), options);
        weft.Serialize(new Fields { Two = new Secret() }, options);
        weft.Serialize(new Holder { Content = new Secret() }, options with { Serializers = ["pickle", "dask"] });
        Assert.Equal(Enumerable.Repeat("tcp://worker>tcp://client", 3), seen);
    }

    [Fact]
    [Trait("reference", "31")]
    public void Memory_is_the_callers_frame_and_comes_back_with_its_elements()
    {
        var weft = TestSerializers.New();
        var bytes = new byte[] { 1, 2, 3 };
        var flat = weft.Serialize(new ReadOnlyMemory<byte>(bytes), Raise);
        Assert.True(flat.Frames[0].Span == bytes);
        Assert.Equal(bytes, weft.Deserialize<ReadOnlyMemory<byte>>(flat).ToArray());
        var grid = new double[,] { { 1, 2 }, { 3, 4 } };
        var payload = weft.Serialize(grid, Raise);
        Assert.Equal(32, Assert.Single(payload.Frames).Length);
        grid[0, 1] = 9;
        Assert.Equal(9, BitConverter.ToDouble(payload.Frames[0].Span[8..]));
        Assert.Equal(grid, weft.Deserialize<double[,]>(payload));
    }

    [Fact]
    [Trait("reference", "7")]
    public void Values_in_a_message_are_unwrapped_where_asked_for_and_the_message_is_left_as_it_was()
    {
        var weft = TestSerializers.New();
        var inner = new List<object?> { new ToSerialize(1), 2, new Serialized(weft.Serialize(3)) };
        var message = new Dictionary<string, object?> { ["x"] = inner, ["y"] = new ToSerialize(new[] { 4 }) };
        var frames = weft.Dumps(message, Raise);
        Assert.Equal([new ToSerialize(1), 2, new Serialized(weft.Serialize(3))], inner);
        var left = (Dictionary<string, object?>)weft.Loads(frames, deserialize: false)!;
        var items = (List<object?>)left["x"]!;
        Assert.Equal(weft.Serialize(1), Assert.IsType<Serialized>(items[0]).Payload, Same);
        Assert.Equal(2, items[1]);
        Assert.IsType<Serialized>(left["y"]);
        var whole = (Dictionary<string, object?>)weft.Loads(frames)!;
        Assert.Equal([1, 2, 3], (List<object?>)whole["x"]!);
        Assert.Equal(new[] { 4 }, whole["y"]);

        static bool Same(Payload a, Payload b) => new Serialized(a).Equals(new Serialized(b));
    }

    public sealed class SecretHolder;

    private sealed class SecretHolderSerializer : ITypeSerializer
    {
        public Type Type => typeof(SecretHolder);

        public string Name => "secret-holder";

        public bool TrySerialize(
            object value,
            in DumpsRequest request,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Payload? payload)
        {
            var part = request.Dumps(new Secret(), ["secret"]);
            payload = new Payload(new HeaderBuilder().Set("part", part.Header).Build(), [.. part.Frames]);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
        {
            Assert.True(header.TryGetHeader("part", out var part));
            request.Loads(part, frames);
            return new SecretHolder();
        }
    }

    public sealed class First;

    public sealed class Secret;

    public sealed class Stranger;

    public sealed class Fields
    {
        public object? One { get; set; }

        public object? Two { get; set; }
    }

    public sealed class Holder
    {
        public object? Content { get; set; }
    }
}
