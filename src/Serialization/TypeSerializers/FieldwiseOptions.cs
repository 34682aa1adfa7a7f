namespace Weft.Serialization;

/// <summary>
/// How <see cref="SerializerRegistry.RegisterGeneric{T}(FieldwiseOptions)"/> takes objects apart. Members are named as
/// a programmer wrote them: a field by its name, an automatic property by the property's. The same on both ends.
/// Immutable.
/// </summary>
public sealed record FieldwiseOptions
{
    /// <summary>The family tried first for fields that do not stand in the header; then those of the call.</summary>
    public string Family
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    } = DaskFamily.FamilyName;

    /// <summary>
    /// Members that do not travel and are left at their default, beside fields marked [NonSerialized].
    /// </summary>
    public IReadOnlyCollection<string> Skip { get; init; } = [];

    /// <summary>The name on the wire of members that are not called there what they are called here.</summary>
    public IReadOnlyDictionary<string, string> Rename { get; init; } = new Dictionary<string, string>();
}
