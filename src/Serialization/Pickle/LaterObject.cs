namespace Weft.Serialization;

/// <summary>An object whose fields stand behind the graph's first value, so that depth costs no stack.</summary>
/// <param name="Value">The object; null where a reader had to pass over the place where it began.</param>
/// <param name="Codec">How its fields are written or read; set with it.</param>
/// <param name="IsCounted">True where it began inside a member of a tolerant type: its fields are then counted, so
/// that a reader can pass over them.</param>
/// <param name="Members">The members that the sender's build has, where they are not those of this one.</param>
internal readonly record struct LaterObject(
    object? Value, WalkedCodec? Codec, bool IsCounted, MemberCodec? Members = null);
