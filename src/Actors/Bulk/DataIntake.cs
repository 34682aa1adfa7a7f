using Akka.Actor;
using Weft.Serialization;
using Weft.Transport;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>
/// The receiving end of a data connection: finds the session by its token, then hands it each value as it is whole.
/// Runs on the connection's own thread, where the values were decoded.
/// </summary>
internal sealed class DataIntake : IConnectionHandler
{
    private readonly BulkNode _node;
    private volatile IActorRef? _receiver;

    /// <summary>A connection that has shaken hands, and has as long again to name its session.</summary>
    public DataIntake(BulkNode node, Connection connection)
    {
        _node = node;
        _ = RequireSessionAsync(connection);
    }

    /// <inheritdoc/>
    public void OnMessage(Connection from, Envelope envelope)
    {
        var limits = _node.Extension.Serializer.Limits;
        if (_receiver is null)
        {
            _receiver = _node.Admit(DataPreamble.Token(envelope, _node.Uid, limits), from)
                ?? throw new WireFormatException("no session waits for this data connection");
            _receiver.Tell(new Connected(from), ActorRefs.NoSender);
            return;
        }
        var (ticket, data) = DataPreamble.Ticket(envelope, limits);
        _receiver.Tell(new PayloadArrived(ticket, new ArrivedData(data)), ActorRefs.NoSender);
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, string reason, Exception? error) =>
        _receiver?.Tell(new ConnectionLost(0, reason), ActorRefs.NoSender);

    // It holds two threads; the listener's own patience ends with the handshake.
    private async Task RequireSessionAsync(Connection connection)
    {
        await Task.Delay(_node.Settings.HandshakeTimeout, _node.Closed)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_receiver is null) connection.Close("it named no session in time (weft.bulk.handshake-timeout)");
    }
}

/// <summary>A session's data connection is there.</summary>
internal sealed record Connected(Connection Connection) : INoSerializationVerificationNeeded;

/// <summary>What belongs to a ticket has come by the data connection.</summary>
internal sealed record PayloadArrived(long Ticket, ArrivedData Data) : INoSerializationVerificationNeeded;

/// <summary>A session's data connection has ended.</summary>
internal sealed record ConnectionLost(long Session, string Reason) : INoSerializationVerificationNeeded;
