namespace Weft.Runtime;

/// <summary>
/// The value of a key was wanted, and the key was cancelled, by this client or by force from another.
/// </summary>
public sealed class TaskCancelledException : OperationCanceledException
{
    internal TaskCancelledException(string key, string reason)
        : base($"task {key} was cancelled: {reason}") => Key = key;

    /// <summary>The cancelled key.</summary>
    public string Key { get; }
}
