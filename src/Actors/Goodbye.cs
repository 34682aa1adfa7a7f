namespace Weft.Actors;

/// <summary>
/// One role ends its relation to another, after all it has told it before; the actors themselves may live on.
/// </summary>
/// <param name="Reason">Why, for the log.</param>
internal sealed record Goodbye(string Reason);
