using System.Reflection;

namespace Weft.Serialization.Tests;

internal static class TestSerializers
{
    /// <summary>A serializer over a registry of its own that allows the types of the assemblies.</summary>
    public static WeftSerializer New(params Assembly[] allowed)
    {
        var registry = new SerializerRegistry();
        foreach (var assembly in allowed) registry.AllowAssembly(assembly);
        return new WeftSerializer(registry);
    }

    /// <summary>A serializer that sends keys of whatever hashes.</summary>
    public static WeftSerializer Lenient() => new(new SerializerRegistry(), new WeftSerializerOptions
    {
        Limits = Limits.Default with { HashCollisionsMax = int.MaxValue },
    });
}
