namespace Weft.Serialization;

/// <summary>
/// A list of families names one that is not registered: the caller's mistake, raised whatever OnError says.
/// </summary>
internal sealed class UnknownFamilyException(string name, IEnumerable<string> known) : ArgumentException(
    $"no serializer family '{name}' is registered; known are " +
    $"{string.Join(", ", known.Order(StringComparer.Ordinal))}; " +
    "register it with SerializerRegistry.RegisterFamily in every process");
