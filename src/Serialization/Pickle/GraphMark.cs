namespace Weft.Serialization;

/// <summary>How far a graph had come: what has been numbered, put aside and put off.</summary>
/// <param name="Objects">Objects numbered.</param>
/// <param name="Parts">Parts written or taken.</param>
/// <param name="Later">Objects whose fields were put off.</param>
/// <param name="Types">Types named.</param>
internal readonly record struct GraphMark(int Objects, int Parts, int Later, int Types);
