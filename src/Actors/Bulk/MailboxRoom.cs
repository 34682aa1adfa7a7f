using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Weft.Actors;

/// <summary>
/// Room in bounded mailboxes. Telling an actor whose mailbox is full blocks the teller for the mailbox's push time-out
/// and then loses the message; who looks first can wait without a thread and lose nothing. Any thread.
/// </summary>
internal static class MailboxRoom
{
    private static readonly ConditionalWeakTable<IMessageQueue, StrongBox<int>> Capacities = [];

    /// <summary>
    /// True where the mailbox of an actor of this system holds as many messages as it may. Of mailboxes that are
    /// bounded in another way than <see cref="BoundedMailbox"/> nothing is known.
    /// </summary>
    public static bool IsFull(IActorRef actor)
    {
        if (actor is not ActorRefWithCell { Underlying: ActorCell cell }) return false;
        if (cell.Mailbox?.MessageQueue is not { } queue || queue is not IBoundedMessageQueueSemantics) return false;
        return queue.Count >= Capacities.GetValue(queue, _ => new StrongBox<int>(CapacityOf(cell))).Value;
    }

    private static int CapacityOf(ActorCell cell) =>
        cell.System.Mailboxes.GetMailboxType(cell.Props, cell.Dispatcher.Configurator.Config)
            is BoundedMailbox { Capacity: > 0 and var capacity }
            ? capacity
            : int.MaxValue;
}
