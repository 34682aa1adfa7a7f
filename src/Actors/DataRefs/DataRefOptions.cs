namespace Weft.Actors;

/// <summary>How long a value that a <see cref="DataRef{T}"/> stands for is kept.</summary>
/// <param name="Claims">How often it may be opened, from any node; at least once.</param>
/// <param name="Keep">How long it is kept at most; null for <c>weft.data-refs.keep</c>.</param>
public sealed record DataRefOptions(int Claims = 1, TimeSpan? Keep = null);
