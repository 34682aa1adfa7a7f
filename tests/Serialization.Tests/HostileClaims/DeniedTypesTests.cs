namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>Deny wins over every way of allowing, and a serializer registered for the type is one of them.</summary>
public class DeniedTypesTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public static TheoryData<string> Ways => ["functions", "hierarchy", "fields", "assembly"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_denied_type_is_not_encoded_whatever_is_registered_for_it(string way)
    {
        var denying = New(way, denies: true);
        foreach (string[] order in new string[][] { ["dask"], ["dask", "pickle"], ["pickle"] })
        {
            var options = Raise with { Serializers = order };
            foreach (object value in new object[] { new Secret(), new[] { new Secret() }, new Box(new Secret()) })
            {
                var error = Assert.Throws<SerializationFailedException>(() => denying.Serialize(value, options));
                bool isTold = order.Contains("pickle") || (value is Secret && way != "assembly");
                if (isTold) Assert.Contains("denied", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_denied_type_is_not_decoded_whatever_is_registered_for_it(string way)
    {
        var open = New(way, denies: false);
        var denying = New(way, denies: true);
        foreach (object value in new object[] { new Secret(), new object[] { new Secret(), 1.5 }, new Box(new Secret()) })
        {
            var payload = open.Serialize(value, Raise);
            Assert.Equal(value.GetType(), open.Deserialize(payload)!.GetType());
            var error = Assert.Throws<DeserializationRefusedException>(() => denying.Deserialize(payload));
            Assert.Contains("denied", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Built_in_elements_that_are_denied_are_refused_in_memory_too()
    {
        var open = new WeftSerializer(new SerializerRegistry());
        var registry = new SerializerRegistry();
        registry.DenyType(typeof(decimal));
        var denying = new WeftSerializer(registry);
        Assert.Throws<SerializationFailedException>(() => denying.Serialize(new[] { 1m }, Raise));
        Assert.Throws<DeserializationRefusedException>(() => denying.Deserialize(open.Serialize(new[] { 1m })));
        Assert.Equal([1.5], (double[])denying.Deserialize(open.Serialize(new[] { 1.5 }))!);
    }

    private static WeftSerializer New(string way, bool denies)
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Secret).Assembly);
        switch (way)
        {
            case "functions":
                registry.Register<Secret>(_ => new Payload(new HeaderBuilder().Build()), (_, _) => new Secret());
                break;
            case "hierarchy":
                registry.RegisterHierarchy<Secret>(
                    (_, _) => new Payload(new HeaderBuilder().Build()), (_, _, _) => new Secret());
                break;
            case "fields":
                registry.RegisterGeneric<Secret>();
                break;
        }

        var types = TypePolicy.Closed.AllowAssembly(typeof(Secret).Assembly);
        return new WeftSerializer(registry, new WeftSerializerOptions
        {
            TypePolicy = denies ? types.DenyType<Secret>() : types,
        });
    }

    private sealed class Secret
    {
        public int Number { get; set; }
    }

    private sealed record Box(object Content);
}
