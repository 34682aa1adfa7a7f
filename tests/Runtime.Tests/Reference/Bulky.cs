namespace Weft.Runtime.Tests;

/// <summary>An object with a large array.</summary>
internal sealed record Bulky(string Name, byte[] Data);
