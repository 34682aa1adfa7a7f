namespace Weft.Serialization;

/// <summary>
/// Where the bytes of a description stand in their run, which may hold them in pieces: turns offsets into bytes that
/// were cut out of a run, or joined from parts of it, into offsets within the run. Immutable.
/// </summary>
internal sealed class WireOrigin
{
    private readonly (long From, long At)[] _pieces;
    private readonly long _start;

    private WireOrigin((long From, long At)[] pieces, long start) => (_pieces, _start) = (pieces, start);

    /// <summary>The bytes are the run itself.</summary>
    public static WireOrigin Run { get; } = new([(0, 0)], 0);

    /// <summary>The bytes were joined from pieces of a run.</summary>
    /// <param name="pieces">Where each begins among the joined bytes, ascending from 0, and where in the run.</param>
    public static WireOrigin Joined(IEnumerable<(long From, long At)> pieces) => new([.. pieces], 0);

    /// <summary>What begins at an offset of these bytes.</summary>
    public WireOrigin From(long offset) => offset == 0 ? this : new WireOrigin(_pieces, _start + offset);

    /// <summary>The offset within the run of an offset within the bytes.</summary>
    public long Of(long offset)
    {
        offset += _start;
        int piece = _pieces.Length - 1;
        while (piece > 0 && _pieces[piece].From > offset) piece--;
        return _pieces[piece].At + (offset - _pieces[piece].From);
    }
}
