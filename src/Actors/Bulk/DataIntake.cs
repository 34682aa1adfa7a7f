using Akka.Actor;
using Weft.Serialization;
using Weft.Transport;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>
/// The receiving end of a data connection: finds the session by its token, then hands it each value as it is whole.
/// Runs on the connection's own thread, where the values were decoded.
/// </summary>
internal sealed class DataIntake(BulkNode node) : IConnectionHandler
{
    private IActorRef? _receiver;

    /// <inheritdoc/>
    public void OnMessage(Connection from, Envelope envelope)
    {
        var limits = node.Extension.Serializer.Limits;
        if (_receiver is null)
        {
            _receiver = node.Admit(DataPreamble.Token(envelope, node.Uid, limits))
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
}

/// <summary>A session's data connection is there.</summary>
internal sealed record Connected(Connection Connection) : INoSerializationVerificationNeeded;

/// <summary>What belongs to a ticket has come by the data connection.</summary>
internal sealed record PayloadArrived(long Ticket, ArrivedData Data) : INoSerializationVerificationNeeded;

/// <summary>A session's data connection has ended.</summary>
internal sealed record ConnectionLost(long Session, string Reason) : INoSerializationVerificationNeeded;
