namespace Weft.Serialization;

/// <summary>A frame that a head declares.</summary>
/// <param name="Name">What the description calls it.</param>
/// <param name="Bytes">Its length, 0 or more.</param>
/// <param name="Owner">What its header claims of it.</param>
internal readonly record struct WireFrame(string Name, long Bytes, FrameOwner Owner);
