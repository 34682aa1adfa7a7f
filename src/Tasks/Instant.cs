namespace Weft.Tasks;

/// <summary>
/// A moment on one process's monotonic clock, in nanoseconds since an arbitrary start. Machines never read a clock:
/// every event carries the instant at which its shell saw it. Instants of two processes cannot be compared.
/// </summary>
public readonly record struct Instant(long Nanoseconds) : IComparable<Instant>
{
    /// <inheritdoc/>
    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The nanoseconds from <paramref name="earlier"/> to <paramref name="later"/>.</summary>
    public static long operator -(Instant later, Instant earlier) => later.Nanoseconds - earlier.Nanoseconds;

    /// <summary>The instant so many nanoseconds later.</summary>
    public static Instant operator +(Instant start, long nanoseconds) => new(start.Nanoseconds + nanoseconds);
}
