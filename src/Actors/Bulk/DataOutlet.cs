using Akka.Actor;
using Weft.Serialization;
using Weft.Transport;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>The sending end of a data connection: nothing comes back by it but word of its end.</summary>
internal sealed class DataOutlet(IActorRef owner, long session) : IConnectionHandler
{
    /// <inheritdoc/>
    public void OnMessage(Connection from, Envelope envelope) =>
        throw new WireFormatException("the receiving end of a data connection sends no messages");

    /// <inheritdoc/>
    public void OnClosed(Connection connection, string reason, Exception? error) =>
        owner.Tell(new ConnectionLost(session, reason), ActorRefs.NoSender);
}
