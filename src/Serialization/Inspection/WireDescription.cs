namespace Weft.Serialization;

/// <summary>A message as text.</summary>
/// <param name="Text">Lines, each ended by "\n": first the offset within its run, then what stands there.</param>
/// <param name="Errors">
/// One line for each run that is malformed, with the offset; empty where everything could be read.
/// </param>
public sealed record WireDescription(string Text, IReadOnlyList<string> Errors);
