namespace Weft.Serialization;

/// <summary>
/// Encodes values as payloads and decodes them: an immutable view of a registry with options and a policy. Safe for any
/// number of threads. Payloads alias the values they were made from; a value must not change while its payload is used.
/// </summary>
public sealed partial class WeftSerializer
{
    private readonly WeftSerializerOptions _options;

    /// <summary>A serializer over a registry; what is registered later is seen by later calls.</summary>
    /// <param name="registry">Families, per-type serializers and allowed types.</param>
    /// <param name="options">What holds where a call does not say.</param>
    /// <exception cref="ArgumentException">The options name a family or codec that is not registered.</exception>
    public WeftSerializer(SerializerRegistry registry, WeftSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        Registry = registry;
        _options = options ?? new WeftSerializerOptions();
        var view = registry.View;
        foreach (string name in _options.Serializers ?? []) view.Family(name);
        Compression = view.ResolveCompression(_options.Compression);
    }

    /// <summary>The default registry with the default options; it follows what is registered there.</summary>
    public static WeftSerializer Default { get; } = new(SerializerRegistry.Default);

    /// <summary>Where families and types are looked up.</summary>
    public SerializerRegistry Registry { get; }

    /// <summary>The types that may be decoded.</summary>
    public TypePolicy Types => TypesOf(Registry.View);

    /// <summary>Where functions that stand in values find their code; null where they are refused.</summary>
    public ICodeSource? CodeSource => _options.CodeSource;

    /// <summary>The maxima for bytes from outside.</summary>
    public Limits Limits => _options.Limits;

    /// <summary>The name of the codec that this end offers its peers; null for none.</summary>
    public string? Compression { get; }

    /// <summary>The families tried where a call names none.</summary>
    public IReadOnlyList<string> Serializers => _options.Serializers ?? DefaultFamilies.Order;

    /// <summary>The families accepted where a call names none; null for every family registered.</summary>
    public IReadOnlyList<string>? Deserializers => _options.Deserializers;

    /// <summary>The types that a call which began with this view may decode.</summary>
    internal TypePolicy TypesOf(RegistryView view) => _options.TypePolicy ?? view.Policy;
}
