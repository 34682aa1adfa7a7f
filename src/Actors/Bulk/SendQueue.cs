using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Weft.Actors;

/// <summary>
/// Data messages on their way to the actor that takes them. They wait here and not in its mailbox, which is lost with
/// it: whoever outlives the actor fails what is left. Any thread puts, and any may fail; only the actor takes.
/// </summary>
internal sealed class SendQueue
{
    // Whatever else the actor is told waits no longer than that.
    private const int TakenMax = 1024;

    private readonly ConcurrentQueue<DataSend> _sends = new();
    private int _isCalled;

    /// <summary>True where nothing waits.</summary>
    public bool IsEmpty => _sends.IsEmpty;

    /// <summary>Puts a message behind the others, and calls the actor unless it is called already.</summary>
    public void Put(DataSend send, IActorRef taker)
    {
        _sends.Enqueue(send);
        Call(taker);
    }

    /// <summary>
    /// What waits, one after the other. An actor that is called takes this, and one that begins, since its former self
    /// may have left something.
    /// </summary>
    public IEnumerable<DataSend> Take(IActorRef taker)
    {
        // Before the look into the queue: who puts something behind that look calls again.
        Interlocked.Exchange(ref _isCalled, 0);
        for (var taken = 0; taken < TakenMax; taken++)
        {
            if (!_sends.TryDequeue(out var send)) yield break;
            yield return send;
        }
        Call(taker);
    }

    /// <summary>Ends what waits; the actor has ended, or will take nothing more.</summary>
    public void Fail(string reason, ActorSystem system)
    {
        while (_sends.TryDequeue(out var send))
        {
            send.Fail(
                new DataSendException(DataSendFailure.PeerGone, $"{send.Recipient}: {reason}")
                {
                    MayHaveBeenTold = true,
                },
                system);
        }
    }

    // What was put is seen by whoever looks after this, and this sees what they said before they looked.
    private void Call(IActorRef taker)
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isCalled) == 0 && Interlocked.Exchange(ref _isCalled, 1) == 0)
            taker.Tell(SendsWait.Instance, ActorRefs.NoSender);
    }
}

/// <summary>There is something in the queue of the actor that is told this.</summary>
internal sealed record SendsWait : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static SendsWait Instance { get; } = new();
}
