namespace Weft.Actors;

/// <summary>Why a <see cref="DataRef{T}"/> gave no value. The numbers travel on the wire and never change.</summary>
public enum DataRefFailure
{
    /// <summary>The value was opened as often as allowed, or dropped by its owner, or its node has restarted.</summary>
    Gone = 1,

    /// <summary>Nobody opened it within the time that its owner keeps it (<c>weft.data-refs.keep</c>).</summary>
    Expired = 2,

    /// <summary>One of the two nodes accepts neither the family nor the type of the value.</summary>
    Refused = 3,

    /// <summary>The owner's node did not answer.</summary>
    OwnerUnreachable = 4,

    /// <summary>The owner answered, but the value did not come in time; it may be opened again.</summary>
    TimedOut = 5,

    /// <summary>The owner keeps as many bytes as it may (<c>weft.data-refs.bytes-max</c>).</summary>
    QuotaExceeded = 6,

    /// <summary>The value's transfer failed otherwise; it may be opened again.</summary>
    Failed = 7,
}
