namespace Weft.Runtime;

/// <summary>
/// The last copy of a value died with its worker, and it cannot be computed again: it was scattered, not computed.
/// Scatter with more replicas to survive the loss of a worker.
/// </summary>
public sealed class DataLostException : Exception
{
    internal DataLostException(string key, string reason)
        : base($"the value of {key} is lost: {reason}") => Key = key;

    /// <summary>The key whose value was wanted.</summary>
    public string Key { get; }
}
