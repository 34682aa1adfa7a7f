namespace Weft.Actors;

/// <summary>A <see cref="DataRef{T}"/> could not be made or opened.</summary>
public sealed class DataRefException(DataRefFailure reason, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What kind of failure.</summary>
    public DataRefFailure Reason { get; } = reason;
}
