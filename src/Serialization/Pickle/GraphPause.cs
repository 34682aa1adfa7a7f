namespace Weft.Serialization;

/// <summary>Where a reader stands before a member that it may have to pass over.</summary>
/// <param name="Mark">What was numbered.</param>
/// <param name="Deserialized">Objects that want to hear of the graph's end.</param>
/// <param name="KeyDepth">Keys around.</param>
/// <param name="CountedDepth">Members of tolerant types around.</param>
internal readonly record struct GraphPause(GraphMark Mark, int Deserialized, int KeyDepth, int CountedDepth);
