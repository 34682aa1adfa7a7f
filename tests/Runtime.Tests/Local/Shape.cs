using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>A class that only the pickle family encodes; it says itself that it may be decoded.</summary>
[WeftSerializable]
public sealed class Shape
{
    public double Width { get; init; }

    public double Height { get; init; }
}

/// <summary>The same, but nobody allows it except <see cref="Configuration"/>.</summary>
public sealed class PrivateShape
{
    public double Width { get; init; }
}

/// <summary>What a cluster's user does to a registry, here and in each child.</summary>
internal static class Configuration
{
    public static void Apply(SerializerRegistry registry)
    {
        registry.AllowType(typeof(PrivateShape));
        registry.RegisterFunction("square-root", (Func<double, double>)Math.Sqrt);
    }
}
