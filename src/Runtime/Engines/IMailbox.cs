namespace Weft.Runtime;

/// <summary>
/// The queue in front of a shell: a <see cref="MailboxLoop{TItem}"/> in the local engines, the actor's own mailbox
/// (<c>Self.Tell</c>) under Akka. The only way back into a shell for work that ended on another thread.
/// </summary>
/// <typeparam name="TItem">What the shell takes; <see cref="Mail"/> for the three roles.</typeparam>
public interface IMailbox<in TItem>
{
    /// <summary>
    /// Adds an item behind those posted before, from any thread, without blocking. Items posted after the mailbox was
    /// closed are dropped.
    /// </summary>
    void Post(TItem item);
}
