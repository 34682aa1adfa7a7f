using Akka.Actor;
using Akka.Event;

namespace Weft.Actors;

/// <summary>The way from remote references to bulk sends. Safe for any thread.</summary>
internal sealed class DataRoad(ExtendedActorSystem system)
{
    private readonly DataKinds _kinds = new(system);
    private volatile BulkNode? _node;

    /// <summary>Takes a message that carries data; false for all others, which cost one look into a table.</summary>
    public bool TryTake(object message, IActorRef? sender, IActorRef recipient)
    {
        try
        {
            // What wraps another message is asked for it, and may be anybody's code.
            if (_kinds.FormOf(message) is not { } form) return false;
            // A system without Weft among its extensions has it made by the first message that needs it.
            var node = _node ??= WeftExtension.Of(system).Bulk;
            node.Send(new DataSend(message, form, recipient, sender, isAwaited: false));
        }
        catch (Exception error)
        {
            // As with Akka's own references, telling does not throw.
            system.EventStream.Publish(new Error(
                error, recipient.Path.ToString(), typeof(WeftRemoteRef), $"{message.GetType()} was not sent"));
            system.EventStream.Publish(new DeadLetter(message, sender ?? system.DeadLetters, recipient));
        }
        return true;
    }
}
