using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// Telling values of any size to actors on other nodes: small ones travel inside Akka's stream, large ones by a data
/// connection beside it, received in the memory where the value will have them. Data messages between the same two
/// actors keep their order; plain <c>Tell</c> may overtake them without <see cref="WeftActorRefProvider"/>. Each is
/// sent at most once.
/// </summary>
public static class DataSending
{
    /// <summary>
    /// Tells a value, which must not change until the task completes. To an actor of the same system the object itself
    /// is told, and the task has completed.
    /// </summary>
    /// <param name="recipient">In this system or another that remoting reaches.</param>
    /// <param name="value">Any value that the families of <c>weft.serialization</c> encode.</param>
    /// <param name="sender">What the recipient sees as its Sender; null for nobody.</param>
    /// <returns>
    /// Completes once the recipient was told and the value's memory is free again. Faults with
    /// <see cref="DataSendException"/>, which names the reason; the memory is free then too. A failure is also
    /// published on the event stream, as <see cref="DataSendFailed"/> and as a dead letter with the bare value.
    /// </returns>
    public static Task TellData(this IActorRef recipient, object value, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(value);
        if (recipient.IsLocalRef())
        {
            recipient.Tell(value, sender ?? ActorRefs.NoSender);
            return Task.CompletedTask;
        }
        var node = WeftExtension.Of(recipient.SystemOf()).Bulk;
        var send = new DataSend(value, node.Forms.Kinds.FormAsData(value), recipient, sender);
        node.Send(send);
        return EndAsync(send, node);
    }

    /// <summary>
    /// Tells a value like <see cref="TellData"/> with the sender of the message that the calling actor is handling, as
    /// Akka's Forward does. To be called before the actor's first <c>await</c>.
    /// </summary>
    /// <param name="recipient">In this system or another that remoting reaches.</param>
    /// <param name="value">Any value that the families of <c>weft.serialization</c> encode.</param>
    /// <returns>As <see cref="TellData"/>.</returns>
    public static Task ForwardData(this IActorRef recipient, object value) =>
        TellData(recipient, value, ActorCell.GetCurrentSenderOrNoSender());

    /// <summary>
    /// Tells a value like <see cref="TellData"/> and waits for an answer, told plainly or by <see cref="TellData"/>.
    /// The value must not change until then; where no answer came, never again.
    /// </summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="recipient">Who is asked.</param>
    /// <param name="value">The question.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="DataSendException">The question did not reach its recipient.</exception>
    /// <exception cref="AskTimeoutException">No answer came in time.</exception>
    public static async Task<T> AskData<T>(
        this IActorRef recipient, object value, TimeSpan timeout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(value);
        if (recipient.IsLocalRef())
            return await recipient.Ask<T>(value, timeout, cancellation).ConfigureAwait(false);

        var node = WeftExtension.Of(recipient.SystemOf()).Bulk;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        DataSend? send = null;
        var form = node.Forms.Kinds.FormAsData(value);
        var answer = node.Front.Ask<T>(
            replyTo =>
            {
                node.Send(send = new DataSend(value, form, recipient, replyTo));
                return SendsWait.Instance;
            },
            timeout,
            given.Token);
        var sent = EndAsync(send!, node);
        if (await Task.WhenAny(sent, answer).ConfigureAwait(false) == sent && sent.IsFaulted)
        {
            await given.CancelAsync().ConfigureAwait(false);
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await sent.ConfigureAwait(false);
        }
        var answered = await answer.ConfigureAwait(false);
        // Who answers may be quicker than the word that the question's memory is free.
        await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answered;
    }

    /// <summary>Ends with the message, or with this node.</summary>
    internal static async Task EndAsync(DataSend send, BulkNode node)
    {
        try
        {
            await send.Done.WaitAsync(node.Closed).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (send.Done.IsCompleted)
        {
            // Both at once: the message knows better.
            await send.Done.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new DataSendException(
                DataSendFailure.PeerGone, $"{send.Recipient}: this node's actor system has ended")
            {
                MayHaveBeenTold = true,
            };
        }
    }
}
