namespace Weft.Serialization;

/// <summary>
/// The msgpack extension types that Weft's messages use, as <c>docs/wire.md</c> lists them; a test compares the two.
/// </summary>
public static class WireExtensions
{
    /// <summary>A value that travels beside the message: its index, as one msgpack whole number.</summary>
    public const sbyte ValueIndex = 1;

    /// <summary>A value without frames whose header stands here itself: the header's bytes.</summary>
    public const sbyte InlineValue = 2;

    /// <summary>The longest header that is inlined; longer ones travel beside the message.</summary>
    public const int InlineHeaderBytesMax = 4096;
}
