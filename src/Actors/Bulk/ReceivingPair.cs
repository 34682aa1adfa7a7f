using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// What one sender has told one recipient and the recipient has not been told yet: the head waits for its value, the
/// others wait behind it.
/// </summary>
internal sealed class ReceivingPair(ReceiveRoute route)
{
    /// <summary>From whom to whom.</summary>
    public ReceiveRoute Route => route;

    /// <summary>In this system.</summary>
    public IActorRef Recipient => route.Recipient;

    /// <summary>What it is found by, while something waits in it.</summary>
    public (string Sender, IActorRef Recipient)? Key { get; set; }

    /// <summary>In the order of telling.</summary>
    public Queue<ReceivedTicket> Tickets { get; } = new();
}
