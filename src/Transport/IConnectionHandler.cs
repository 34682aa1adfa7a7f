using Weft.Serialization;

namespace Weft.Transport;

/// <summary>
/// What a connection tells its owner. Called on the connection's reader thread, one call at a time, in order; nothing
/// is read meanwhile, so post long work elsewhere. What a handler throws closes its connection.
/// </summary>
public interface IConnectionHandler
{
    /// <summary>
    /// A message is whole. Its body and values belong to the handler. Each value is <see cref="Deserialized"/>, which
    /// may carry a failure of its own, or <see cref="Serialized"/> where the options say so; a value that was refused
    /// before its bytes came is <see cref="Deserialized"/> with the reason in either case.
    /// </summary>
    void OnMessage(Connection from, Envelope envelope);

    /// <summary>
    /// What one read from the socket brought has been told. A handler that puts its own work off until then does it
    /// once for all of it.
    /// </summary>
    void OnCaughtUp(Connection connection)
    {
    }

    /// <summary>The last call, exactly once after the handshake was done.</summary>
    /// <param name="connection">What is closed.</param>
    /// <param name="reason">Why, in the words of whichever end closed it.</param>
    /// <param name="error">The cause, where there was one.</param>
    void OnClosed(Connection connection, string reason, Exception? error);
}
