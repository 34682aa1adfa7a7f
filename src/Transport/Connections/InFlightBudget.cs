namespace Weft.Transport.Connections;

/// <summary>
/// How many declared bytes may be on their way into this process at once. A reservation is granted in the order of
/// asking, as soon as it fits; one that is larger than the whole budget is granted alone. Budgets nest: a connection's
/// own draws on the process's. Thread-safe; callbacks run on the thread that asked or released, outside any lock.
/// </summary>
public sealed class InFlightBudget
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Reservation> _waiting = new();
    private readonly InFlightBudget? _parent;
    private long _reserved;

    /// <summary>A budget of its own, or a part of another.</summary>
    /// <param name="bytesMax">Bytes that may be reserved at once; 1 or more.</param>
    /// <param name="parent">Where each reservation must also fit, or null.</param>
    public InFlightBudget(long bytesMax, InFlightBudget? parent = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesMax);
        BytesMax = bytesMax;
        _parent = parent;
    }

    /// <summary>Bytes that may be reserved at once.</summary>
    public long BytesMax { get; }

    /// <summary>Bytes reserved now; above <see cref="BytesMax"/> only for one message that is larger.</summary>
    public long ReservedBytes
    {
        get
        {
            lock (_gate) return _reserved;
        }
    }

    /// <summary>The reservations that wait for room.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>
    /// Asks for room. <paramref name="granted"/> is called once, maybe before this returns, or never when the
    /// reservation is disposed first. Dispose it to give the bytes back, or to stop waiting.
    /// </summary>
    internal Reservation Reserve(long bytes, Action<Reservation> granted)
    {
        var reservation = new Reservation(this, bytes, granted);
        lock (_gate) reservation.Place = _waiting.AddLast(reservation);
        GrantWhatFits();
        return reservation;
    }

    private void GrantWhatFits()
    {
        while (true)
        {
            Reservation next;
            lock (_gate)
            {
                if (_waiting.First is not { } first) return;
                next = first.Value;
                if (_reserved > 0 && _reserved + next.Bytes > BytesMax) return;
                _waiting.RemoveFirst();
                next.Place = null;
                next.Holds = true;
                _reserved += next.Bytes;
            }
            next.OnGranted();
        }
    }

    /// <summary>Room asked for and maybe held. Disposing twice is harmless.</summary>
    internal sealed class Reservation(InFlightBudget budget, long bytes, Action<Reservation> granted) : IDisposable
    {
        private Reservation? _inParent;
        private bool _disposed;

        public long Bytes { get; } = bytes;

        // The two below are guarded by the budget's gate.
        public LinkedListNode<Reservation>? Place { get; set; }

        public bool Holds { get; set; }

        public void OnGranted()
        {
            if (budget._parent is not { } parent)
            {
                granted(this);
                return;
            }
            var inParent = parent.Reserve(Bytes, _ => granted(this));
            bool late;
            lock (budget._gate)
            {
                late = _disposed;
                if (!late) _inParent = inParent;
            }
            if (late) inParent.Dispose();
        }

        public void Dispose()
        {
            Reservation? inParent;
            lock (budget._gate)
            {
                if (_disposed) return;
                _disposed = true;
                if (Place is not null) budget._waiting.Remove(Place);
                if (Holds) budget._reserved -= Bytes;
                (Place, Holds, inParent) = (null, false, _inParent);
            }
            inParent?.Dispose();
            budget.GrantWhatFits();
        }
    }
}
