namespace Weft.Serialization;

/// <summary>
/// A per-type serializer that packs what other families can carry too: it declines short values and those that do not
/// fit, and a value of its type is by itself no reason to take the collection around it apart.
/// </summary>
internal interface ICompactForm
{
    /// <summary>Values of fewer elements are left to the other families: a header would outweigh them.</summary>
    const int CountMin = 16;

    /// <summary>True where <see cref="ITypeSerializer.TrySerialize"/> would not decline the value.</summary>
    bool Takes(object value);
}
