namespace Weft.Serialization;

/// <summary>
/// A collection that nobody asked to take apart stands again inside one of its parts: ends its taking apart, so that
/// the families take it as a whole. Never leaves the serializer.
/// </summary>
/// <param name="depth">Payloads around the collection.</param>
internal sealed class HoldsItselfException(int depth) : Exception
{
    /// <summary>Payloads around the collection.</summary>
    public int Depth => depth;
}
