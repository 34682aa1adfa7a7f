namespace Weft.Serialization;

/// <summary>What the headers claim of one frame.</summary>
/// <param name="Label">The part of the value that it belongs to; empty where nothing says so.</param>
/// <param name="Form">What may be shown of it, once it is decompressed.</param>
/// <param name="Codec">What it was compressed with on the way; null for a frame that travels as it is.</param>
/// <param name="Becomes">Its bytes after decompression, as declared; 0 where it was not compressed.</param>
internal readonly record struct FrameOwner(string Label, FrameForm Form, string? Codec = null, long Becomes = 0);
