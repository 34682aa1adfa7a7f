using Weft.Serialization;
using Weft.Transport;

namespace Weft.Runtime;

/// <summary>Hears a connection that reached the wrong peer and is about to be closed.</summary>
internal sealed class DeafHandler : IConnectionHandler
{
    /// <summary>The one instance.</summary>
    public static DeafHandler Instance { get; } = new();

    /// <inheritdoc/>
    public void OnMessage(Connection from, Envelope envelope)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, string reason, Exception? error)
    {
    }
}
