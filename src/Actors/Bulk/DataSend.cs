using Akka.Actor;
using Akka.Event;
using Weft.Serialization;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>
/// One data message on its way: what the sender told, and where it stands. The sending actor's own after it was handed
/// over; its task completes once, after nothing reads the message's memory any more.
/// </summary>
/// <param name="message">What was told.</param>
/// <param name="form">How it travels.</param>
/// <param name="recipient">Whom it was told.</param>
/// <param name="sender">By whom; null for nobody.</param>
/// <param name="isAwaited">False where nobody looks at the task.</param>
internal sealed class DataSend(
    object message, DataForm form, IActorRef recipient, IActorRef? sender, bool isAwaited = true)
    : INoSerializationVerificationNeeded
{
    private readonly TaskCompletionSource? _done =
        isAwaited ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
    private DataSendException? _failure;
    private int _finished;

    /// <summary>What is sent, in the sender's memory.</summary>
    public object Message => message;

    /// <summary>How it travels.</summary>
    public DataForm Form => form;

    /// <summary>For whom.</summary>
    public IActorRef Recipient => recipient;

    /// <summary>By whom; null for nobody.</summary>
    public IActorRef? Sender => sender;

    /// <summary>The sender's task.</summary>
    public Task Done => _done?.Task ?? throw new CheckException("nobody was to await this message");

    /// <summary>Its ticket's number.</summary>
    public long Id { get; set; }

    /// <summary>The session its ticket was sent in.</summary>
    public long Session { get; set; }

    /// <summary>Paths and families, once they are known.</summary>
    public SendRoute? Route { get; set; }

    /// <summary>Body, headers and frames, until they are sent.</summary>
    public Envelope? Encoded { get; set; }

    /// <summary>Bytes of body, headers and frames.</summary>
    public long Length { get; set; }

    /// <summary>True where the values travel inside the ticket.</summary>
    public bool IsInline { get; set; }

    /// <summary>True while a connection may read the values' memory.</summary>
    public bool IsBeingWritten { get; set; }

    /// <summary>True once all of it is on its way: from then on nobody here knows whether it arrives.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Ends with the writing; never fails.</summary>
    public Task Writing { get; set; } = Task.CompletedTask;

    /// <summary>True where its bytes count as in flight.</summary>
    public bool IsCharged { get; set; }

    /// <summary>True once its outcome is known.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The outcome; false where there was one before.</summary>
    public bool TrySettle(DataSendException? failure)
    {
        if (IsSettled) return false;
        (IsSettled, _failure, Encoded) = (true, failure, null);
        return true;
    }

    /// <summary>Ends a message that nothing reads yet.</summary>
    public void Fail(DataSendException failure, ActorSystem system)
    {
        TrySettle(failure);
        Finish(system);
    }

    /// <summary>
    /// The memory is free: completes the task, and tells the event stream of a failure; once. The only member for any
    /// thread: where the sending actor has ended, others finish what it left.
    /// </summary>
    public void Finish(ActorSystem system)
    {
        if (Interlocked.Exchange(ref _finished, 1) != 0) return;
        if (_failure is null)
        {
            _done?.TrySetResult();
            return;
        }
        if (_failure.MayHaveBeenTold) _failure = Judge(_failure);
        if (_done is not null)
        {
            _done.TrySetException(_failure);
            // Who does not look at the task still finds the failure on the event stream.
            _ = _done.Task.Exception;
        }
        var told = sender ?? system.DeadLetters;
        var bare = message is ActorSelectionMessage selection ? selection.Message : message;
        system.EventStream.Publish(new DataSendFailed(bare, recipient, told, _failure));
        system.EventStream.Publish(new DeadLetter(bare, told, recipient));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{message.GetType()} as data from {sender} to {recipient}";

    // Who loses a peer does not know how far each message has come.
    private DataSendException Judge(DataSendException lost)
    {
        var may = IsWhole || IsBeingWritten;
        var told = may ? "whether the recipient was told is not known" : "the recipient was not told";
        return new DataSendException(lost.Reason, $"{lost.Message}; {told}", lost.InnerException)
        {
            MayHaveBeenTold = may,
        };
    }
}
