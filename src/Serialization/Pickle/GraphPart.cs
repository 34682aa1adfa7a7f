namespace Weft.Serialization;

/// <summary>Something of a graph that travels in frames of its own: an array's memory, or a payload.</summary>
/// <param name="Array">The array, or null.</param>
/// <param name="Raw">How the array's memory is seen; set with it.</param>
/// <param name="Payload">The payload, or null.</param>
/// <param name="Used">How many of the array's elements travel: of a list's array not all; -1 for all.</param>
internal readonly record struct GraphPart(Array? Array, RawArray? Raw, Payload? Payload, int Used = -1);
