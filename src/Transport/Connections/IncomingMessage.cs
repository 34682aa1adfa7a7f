using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// A message whose frames are still to come. The inbound machine makes it; whoever grants its credit calls
/// <see cref="Begin"/>, on any thread; from the peer's first frame bytes on it is the inbound machine's again. It may
/// be disposed at any time.
/// </summary>
internal sealed class IncomingMessage : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ReceiveTerms _terms;
    private readonly MessageHead _head;
    private Memory<byte> _destination;
    private int _value;
    private int _frame = -1;
    private long _missing;
    private IDisposable? _reservation;
    private bool _disposed;
    private volatile bool _begun;

    public IncomingMessage(MessageHead head, MessageKind kind, uint transfer, ReceiveTerms terms)
    {
        (_head, Kind, Transfer, _terms) = (head, kind, transfer, terms);
        foreach (var value in head.Values) DeclaredBytes = checked(DeclaredBytes + value.Declare(terms));
    }

    /// <summary>The kind, as its sender named it.</summary>
    public MessageKind Kind { get; }

    /// <summary>The sender's number; 0 where the frames came inside the message.</summary>
    public uint Transfer { get; }

    /// <summary>
    /// What credit is asked for: the frames of all values that are within the limits, and what they are decompressed
    /// to.
    /// </summary>
    public long DeclaredBytes { get; }

    /// <summary>True once the frames may come.</summary>
    public bool HasBegun => _begun;

    /// <summary>The bytes that are still to come.</summary>
    public long MissingBytes => _missing;

    /// <summary>
    /// Asks a budget for the declared bytes. <paramref name="granted"/> is called once there is room, maybe before this
    /// returns; the bytes are given back when the message is disposed.
    /// </summary>
    public void Reserve(InFlightBudget budget, Action<IncomingMessage> granted)
    {
        var reservation = budget.Reserve(DeclaredBytes, _ => granted(this));
        lock (_gate)
        {
            if (!_disposed)
            {
                _reservation = reservation;
                return;
            }
        }
        reservation.Dispose();
    }

    /// <summary>
    /// Allocates the frames' memory. False where the message was dropped meanwhile. Otherwise
    /// <paramref name="refused"/> has a bit for each value whose frames are not wanted, and is empty where all are.
    /// </summary>
    public bool Begin(out ReadOnlyMemory<byte> refused)
    {
        refused = default;
        lock (_gate)
        {
            if (_disposed) return false;
            byte[]? bits = null;
            for (var index = 0; index < _head.Values.Length; index++)
            {
                var value = _head.Values[index];
                value.Begin(_terms);
                if (value.IsRefused)
                    (bits ??= new byte[(_head.Values.Length + 7) / 8])[index / 8] |= (byte)(1 << (index % 8));
                else
                    for (var frame = 0; frame < value.FrameCount; frame++) _missing += value.FrameLength(frame);
            }
            refused = bits;
            _begun = true;
            return true;
        }
    }

    /// <summary>Where the next bytes belong: the rest of the current frame. Only while bytes are missing.</summary>
    public Memory<byte> Destination
    {
        get
        {
            while (_destination.IsEmpty) MoveToNextFrame();
            return _destination;
        }
    }

    /// <summary>Bytes were put at the start of <see cref="Destination"/>.</summary>
    public void Advance(int bytes)
    {
        CheckException.Require(bytes <= _destination.Length);
        _destination = _destination[bytes..];
        _missing -= bytes;
    }

    /// <summary>
    /// Begins a message that brings its frames: no credit was asked for it, so what its compressed frames become is
    /// bounded as its frames are. A value that becomes more is refused, its neighbours are not.
    /// </summary>
    public void BeginInline()
    {
        long left = ConnectionWire.InlineBytesMax;
        foreach (var value in _head.Values) left = value.RequireBecomesAtMost(left);
        Begin(out _);
    }

    /// <summary>Places the frames of a message that brought all of them, wanted or not; returns their length.</summary>
    public int PlaceInline(ReadOnlySpan<byte> input)
    {
        var offset = 0;
        foreach (var value in _head.Values)
            for (var frame = 0; frame < value.FrameCount; frame++)
            {
                var bytes = (int)value.FrameLength(frame);
                if (!value.IsRefused) input.Slice(offset, bytes).CopyTo(value.Destination(frame).Span);
                offset += bytes;
            }
        _missing = 0;
        return offset;
    }

    /// <summary>The message, once nothing is missing. Its values belong to the receiver.</summary>
    public Envelope Complete()
    {
        CheckException.Require(HasBegun && _missing == 0);
        return new(_head.Body, Array.ConvertAll(_head.Values, value => value.Complete(_terms)));
    }

    /// <summary>Drops what was allocated for values that are not complete, and gives the credit back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var value in _head.Values) value.Dispose();
        }
        _reservation?.Dispose();
    }

    private void MoveToNextFrame()
    {
        CheckException.Require(_value < _head.Values.Length);
        var value = _head.Values[_value];
        _frame++;
        if (value.IsRefused || _frame >= value.FrameCount)
            (_value, _frame) = (_value + 1, -1);
        else if (value.FrameLength(_frame) > 0)
            _destination = value.Destination(_frame);
    }
}
