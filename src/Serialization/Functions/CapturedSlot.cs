namespace Weft.Serialization;

/// <summary>Where a captured value belongs, and how many frames it has.</summary>
/// <param name="Path">Names of fields from the closure inwards; empty for the target itself.</param>
/// <param name="Header">The value's own header; null where an inner closure is made and nothing put into it.</param>
/// <param name="FrameCount">Its frames, behind those of the slots before.</param>
internal sealed record CapturedSlot(string[] Path, Header? Header, int FrameCount);
