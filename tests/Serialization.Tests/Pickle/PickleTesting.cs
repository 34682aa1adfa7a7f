namespace Weft.Serialization.Tests.Pickle;

/// <summary>A serializer whose policy allows this assembly, and the way there and back through the family
/// alone.</summary>
internal static class PickleTesting
{
    public static readonly SerializeOptions Only = new() { Serializers = ["pickle"], OnError = OnError.Raise };

    public static WeftSerializer Serializer(bool compiled = true, Limits? limits = null, TypePolicy? policy = null)
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(new PickleFamily(new GraphCodecs(compiled)));
        return new WeftSerializer(registry, new WeftSerializerOptions
        {
            Limits = limits ?? Limits.Default,
            TypePolicy = policy ?? TypePolicy.Closed.AllowAssembly(typeof(PickleTesting).Assembly),
        });
    }

    public static object? RoundTrip(object? value, bool compiled = true)
    {
        var serializer = Serializer(compiled);
        return serializer.Deserialize(Travel(serializer.Serialize(value, Only)));
    }

    public static T RoundTrip<T>(T value, bool compiled = true) => (T)RoundTrip((object?)value, compiled)!;

    /// <summary>The payload as another process would see it: nothing shared with the sender.</summary>
    public static Payload Travel(Payload payload) => new(
        Header.FromEncoded(payload.Header.Encoded.ToArray()),
            [.. payload.Frames.Select(f => new ReadOnlyMemory<byte>(f.ToArray()))]);

    public static Payload Payload(Action<HeaderBuilder> header, params byte[][] frames)
    {
        var builder = new HeaderBuilder().Set("serializer", "pickle");
        header(builder);
        return new Payload(builder.Build(), [.. frames.Select(f => new ReadOnlyMemory<byte>(f))]);
    }
}
