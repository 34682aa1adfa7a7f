using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Every maximum that bytes from outside are held to. Immutable; validated when set. The defaults serve nodes that
/// trust each other's programs but not each other's bytes; a reader may be stricter than its writers.
/// </summary>
public sealed record Limits
{
    /// <summary>The longest array that .NET can make, in elements and so in bytes.</summary>
    internal const int ArrayLengthMax = 2_147_483_591;

    /// <summary>The defaults.</summary>
    public static Limits Default { get; } = new();

    /// <summary>
    /// Levels of nesting in msgpack and in headers: each level costs stack, which .NET cannot win back.
    /// </summary>
    public int DepthMax { get; init => field = Positive(value); } = 256;

    /// <summary>Payloads inside payloads: each takes up to four levels of <see cref="DepthMax"/>.</summary>
    public int PayloadDepthMax { get; init => field = Positive(value); } = 60;

    /// <summary>
    /// Elements of one array, or entries of one map, in msgpack: bounds what a short input can promise.
    /// </summary>
    public int CountMax { get; init => field = Positive(value); } = 16_777_216;

    /// <summary>Bytes of one msgpack string; longer texts travel as frames.</summary>
    public int StringBytesMax { get; init => field = Positive(value); } = 268_435_456;

    /// <summary>Dimensions of one array: what .NET allows.</summary>
    public int RankMax { get; init => field = Positive(value); } = 32;

    /// <summary>Bytes of one header: headers are held in memory before anything else is known.</summary>
    public int HeaderBytesMax { get; init => field = Positive(value); } = 16_777_216;

    /// <summary>Bytes of one received frame: one run of .NET memory.</summary>
    public long FrameBytesMax { get; init => field = Positive(value); } = ArrayLengthMax;

    /// <summary>Frames of one payload: bounds the table of lengths.</summary>
    public int FrameCountMax { get; init => field = Positive(value); } = 1_048_576;

    /// <summary>Bytes of the body of one administrative message: bulk belongs into frames.</summary>
    public int MessageBytesMax { get; init => field = Positive(value); } = 67_108_864;

    /// <summary>Values of one message.</summary>
    public int PayloadsPerMessageMax { get; init => field = Positive(value); } = 65_536;

    /// <summary>Bytes of one payload, header and frames: what one value may claim of a node's memory.</summary>
    public long PayloadBytesMax { get; init => field = Positive(value); } = 68_719_476_736;

    /// <summary>Bytes that a node has granted credit for and not yet received whole.</summary>
    public long BytesInFlightMax { get; init => field = Positive(value); } = 4_294_967_296;

    /// <summary>Objects of one graph in the pickle family.</summary>
    public int GraphObjectsMax { get; init => field = Positive(value); } = 16_777_216;

    /// <summary>
    /// Rows of one table: as many as .NET's DataTable takes. What is short on the wire is long as rows.
    /// </summary>
    public int TableRowsMax { get; init => field = Positive(value); } = 16_777_216;

    /// <summary>Characters of a type name on the wire: bounds the work of parsing one.</summary>
    public int TypeNameCharsMax { get; init => field = Positive(value); } = 4_096;

    /// <summary>
    /// Arrays and combinations of generic types that peers may name and this process has not encoded, registered or
    /// named in code itself: .NET keeps about a kilobyte for each, and never forgets one.
    /// </summary>
    public int PeerTypesMax { get; init => field = Positive(value); } = 65_536;

    /// <summary>
    /// Bytes that may be allocated for each byte present, whatever the types declare. One byte can stand for an empty
    /// dictionary or a row of a table, the dearest things a byte can ask for: less would refuse honest values.
    /// </summary>
    public int ExpansionMax { get; init => field = Positive(value); } = 256;

    /// <summary>
    /// Keys of one dictionary or set that may meet in each hash bucket, by the work of inserting them: half as many
    /// comparisons for each key, or 16 times the square of it where that is more (1,048,576; 1,448 keys of one hash).
    /// </summary>
    public int HashCollisionsMax { get; init => field = Positive(value); } = 256;

    /// <summary>
    /// Bytes that the compressed frames of one payload may become, nested ones included: what a peer may claim of this
    /// node's memory without sending as much. A sender leaves what goes beyond it as it is.
    /// </summary>
    public long DecompressedBytesMax { get; init => field = Positive(value); } = 4_294_967_296;

    /// <summary>
    /// Bytes that one byte of a compressed frame may become. Deflate never exceeds 1,032; a frame that does better is
    /// a bomb, and a sender leaves it as it is.
    /// </summary>
    public int DecompressionRatioMax { get; init => field = Positive(value); } = 1_100;

    /// <summary>
    /// Bytes that may be allocated for each byte that a compressed frame becomes, beyond the first 65,536, which count
    /// as if they had come: no more than <see cref="ExpansionMax"/>. Numbers and texts take up to 10, objects, lists
    /// and rows with content up to 32; only things of a byte or two take more, and a peer can claim a thousand times as
    /// many of those as it sends.
    /// </summary>
    public int DecompressedExpansionMax { get; init => field = Positive(value); } = 32;

    private static int Positive(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }

    private static long Positive(long value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
