namespace Weft.Serialization;

/// <summary>A setting asks for a codec that is not registered: the caller's mistake, raised always.</summary>
internal sealed class UnknownCompressionException(string setting, IEnumerable<string> known) : ArgumentException(
    $"no compression '{setting}' is registered; valid are off, auto, " +
    $"{string.Join(", ", known.Order(StringComparer.Ordinal))}; " +
    "register it with SerializerRegistry.RegisterCompression in every process");
