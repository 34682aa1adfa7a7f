namespace Weft.Runtime;

/// <summary>
/// Scattered values could not be placed: there is no worker to take them, or a worker refused them. Nothing of the
/// call is held by the cluster.
/// </summary>
public sealed class ScatterFailedException : Exception
{
    internal ScatterFailedException(string reason, string remoteTypeName)
        : base($"the values were not scattered: {reason}") => RemoteTypeName = remoteTypeName;

    /// <summary>The full name of the exception's type where it was refused; may be empty.</summary>
    public string RemoteTypeName { get; }
}
