using Weft.Runtime;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>The sample values as payloads, in every family that takes them.</summary>
internal static class SamplePayloads
{
    private static readonly string[][] Orders =
        [["dask", "pickle"], ["pickle"], ["msgpack"], ["dask", "msgpack", "pickle"]];

    private static readonly SerializationContext Elsewhere = new() { Proximity = Proximity.Remote };

    /// <summary>One payload per value and order that encodes it; and one error.</summary>
    public static IReadOnlyList<Payload> All { get; } = Make();

    /// <summary>The defaults, but for keys that meet in hash buckets: files that flood one stay small.</summary>
    public static Limits Strict { get; } = Limits.Default with { HashCollisionsMax = 32 };

    /// <summary>A serializer that allows the samples' types; every target decodes with one of its own.</summary>
    /// <param name="limits">What bytes are held to; <see cref="Strict"/> where null.</param>
    public static WeftSerializer NewSerializer(Limits? limits = null)
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Figure>();
        registry.RegisterFunction("triple", (Func<double, double>)SampleFunctions.Triple);
        return new WeftSerializer(registry, new WeftSerializerOptions
        {
            TypePolicy = TypePolicy.Closed.AllowAssembly(typeof(SamplePayloads).Assembly),
            CodeSource = new AssemblyCodeSource(
                CodePolicy.Admit([typeof(SamplePayloads).Assembly.GetName().Name!])),
            Limits = limits ?? Strict,
        });
    }

    /// <summary>Header and frames as the runs of an input.</summary>
    public static FuzzInput ToInput(Payload payload) =>
        new([payload.Header.Encoded.ToArray(), .. payload.Frames.Select(frame => frame.ToArray())]);

    /// <summary>The other way round.</summary>
    public static Payload ToPayload(FuzzInput input) => new(Header.FromEncoded(input.Run(0)), input.Frames());

    private static List<Payload> Make()
    {
        var serializer = NewSerializer();
        var payloads = new List<Payload>();
        object?[] values =
        [
            .. SampleValues.Arrays, .. SampleValues.Scalars, .. SampleValues.Graphs, .. SampleValues.Errors,
            .. SampleTables.All, .. SampleGraphs.All,
        ];
        foreach (var value in values)
        {
            foreach (var order in Orders)
            {
                if (TrySerialize(serializer, value, order) is { } payload) payloads.Add(payload);
            }
        }

        foreach (var graph in SampleValues.Graphs)
        {
            var options = new SerializeOptions { IterateCollection = true };
            payloads.Add(serializer.Serialize(graph, options));
        }

        foreach (object value in SampleTables.Long)
        {
            foreach (string codec in (string[])["brotli", "zlib"])
            {
                var options = new SerializeOptions { Compression = codec, Context = Elsewhere };
                payloads.Add(serializer.Serialize(value, options));
            }
        }

        payloads.Add(serializer.Serialize(Thread.CurrentThread));
        return payloads;
    }

    private static Payload? TrySerialize(WeftSerializer serializer, object? value, string[] order)
    {
        try
        {
            var options = new SerializeOptions { Serializers = order, OnError = OnError.Raise };
            return serializer.Serialize(value, options);
        }
        catch (SerializationFailedException)
        {
            return null;
        }
    }
}
