using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// Published on the sending system's event stream for each data message that failed, beside the
/// <see cref="Akka.Event.DeadLetter"/> with the bare message.
/// </summary>
/// <param name="Message">The value, as it was told.</param>
/// <param name="Recipient">Whom it was for.</param>
/// <param name="Sender">Who told it.</param>
/// <param name="Error">Why it failed; the same that the sender's task carries.</param>
public sealed record DataSendFailed(object Message, IActorRef Recipient, IActorRef Sender, DataSendException Error);
