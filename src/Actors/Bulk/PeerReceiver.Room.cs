using Akka.Actor;
using Akka.Event;

namespace Weft.Actors;

// Recipients with bounded mailboxes: what finds no room waits here, and with it what the same sender told after it. The
// sender's credit stays taken meanwhile, so that no more comes than the peer may have under way.
internal sealed partial class PeerReceiver
{
    private const int PauseMax = 16;

    private readonly HashSet<ReceivingPair> _full = [];
    private int _pause = 1;
    private bool _isRoomAsked;

    // Which of several actors a pattern selects is found when it is told.
    private static bool IsDeliverable(ReceiveRoute route, ReceivedTicket ticket) =>
        ticket.Failure is not null || ticket.Value is ActorSelectionMessage || !MailboxRoom.IsFull(route.Recipient);

    private void WaitForRoom(ReceivingPair pair)
    {
        _full.Add(pair);
        if (!_isRoomAsked) AskForRoom(1);
    }

    private void AskForRoom(int milliseconds)
    {
        (_pause, _isRoomAsked) = (milliseconds, true);
        _ = AskAsync(Self, milliseconds);

        static async Task AskAsync(IActorRef self, int milliseconds)
        {
            await Task.Delay(milliseconds).ConfigureAwait(false);
            self.Tell(LookForRoom.Instance, ActorRefs.NoSender);
        }
    }

    // Often where messages are taken, seldom where nothing moves.
    private void OnRoom()
    {
        ReceivingPair[] full = [.. _full];
        _full.Clear();
        var held = _held;
        foreach (var pair in full) Drain(pair);
        _isRoomAsked = false;
        if (_full.Count > 0) AskForRoom(_held < held ? 1 : Math.Min(2 * _pause, PauseMax));
    }

    private sealed record LookForRoom : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static LookForRoom Instance { get; } = new();
    }
}
