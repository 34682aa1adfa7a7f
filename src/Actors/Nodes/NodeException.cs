namespace Weft.Actors;

/// <summary>Ends a node with one line and an exit code.</summary>
internal sealed class NodeException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="NodeExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
