namespace Weft.Runtime.Tests;

/// <summary>What no family takes by itself: it holds on to something outside.</summary>
internal sealed record Opaque(Outside Outside);
