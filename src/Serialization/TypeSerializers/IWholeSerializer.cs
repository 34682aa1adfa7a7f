using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// A per-type serializer that writes the whole header of the family <c>dask</c> in one go, the sub-header within it:
/// saves the runs of elements, whose encoding has a budget, an object for each of the two and a copy.
/// </summary>
internal interface IWholeSerializer
{
    /// <summary>As <see cref="ITypeSerializer.TrySerialize"/>, with the header that travels.</summary>
    bool TrySerializeWhole(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload);
}
