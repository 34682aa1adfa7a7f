namespace Weft.Actors;

/// <summary>What a node says of itself when two nodes first speak about data messages.</summary>
/// <param name="Package">Its Weft version.</param>
/// <param name="Runtime">Its .NET.</param>
/// <param name="FrameBytes">Its frame of remoting; 0 for unknown.</param>
/// <param name="Compression">The codec it offers; empty for none.</param>
internal sealed record PeerFacts(string Package, string Runtime, long FrameBytes, string Compression = "");
