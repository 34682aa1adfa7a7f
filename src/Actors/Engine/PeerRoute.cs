using Akka.Actor;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// The way to one peer, in order. To a peer in the same system messages pass by reference. To others they are encoded
/// here: those of one turn are told together, and one that is too large for Akka's stream goes by a data connection
/// while all that follow wait behind it. Whoever calls holds the link's lock.
/// </summary>
/// <param name="actor">The peer.</param>
/// <param name="self">Who sends.</param>
/// <param name="context">What both share.</param>
/// <param name="link">What routes of one link have in common.</param>
/// <param name="isHeld">True where all shall wait until <see cref="Admit"/>.</param>
internal sealed class PeerRoute(
    IActorRef actor, IActorRef self, SerializationContext context, RouteTerms link, bool isHeld = false)
{
    private readonly SerializeOptions _options = link.Extension.OptionsFor(context);
    private readonly List<byte[]> _batch = [];
    private Queue<object>? _behind = isHeld ? new() : null;
    private bool _isHeld = isHeld;
    private int _batchBytes;
    private bool _hasWork;

    /// <summary>The peer.</summary>
    public IActorRef Actor { get; } = actor;

    /// <summary>What both share.</summary>
    public SerializationContext Context { get; } = context;

    /// <summary>Encodes and collects a message, or tells it at once where it is not one to be collected.</summary>
    /// <returns>True where the route had nothing collected before and has now.</returns>
    /// <exception cref="SerializationFailedException">The message cannot be encoded.</exception>
    public bool Send(Message message)
    {
        if (Context.Proximity == Proximity.SameProcess || message is DataMessage)
        {
            Flush();
            Tell(message);
            return false;
        }

        var packed = PackedEnvelope.Pack(MessageCodec.Encode(message), link.Extension.Serializer, _options);
        if (packed.Length > link.StreamBytesMax)
        {
            Flush();
            Tell(packed);
            return false;
        }

        if (_batchBytes + packed.Length > link.BatchBytesMax) Flush();
        _batch.Add(packed);
        _batchBytes += packed.Length;
        _hasWork |= WeftTaskSerializer.Takes(message);
        return _batch.Count == 1;
    }

    /// <summary>Tells what was collected.</summary>
    public void Flush()
    {
        if (_batch.Count == 0) return;
        var bytes = _batch.Count == 1 ? _batch[0] : MessageBatchCodec.Join(_batch, _batchBytes);
        PackedBatch batch = _hasWork ? new TaskBatch(bytes, _batch.Count) : new AdminBatch(bytes, _batch.Count);
        _batch.Clear();
        _batchBytes = 0;
        _hasWork = false;
        Tell(batch);
    }

    /// <summary>Tells the peer something after all that was sent before.</summary>
    public void TellLast(object message)
    {
        Flush();
        Tell(message);
    }

    /// <summary>The peer has answered: what waited for that follows.</summary>
    public void Admit()
    {
        if (!_isHeld) return;
        _isHeld = false;
        GoOn();
    }

    /// <summary>The large message under way has arrived: what waited behind it follows, up to the next.</summary>
    public void GoOn()
    {
        var waiting = _behind ?? [];
        _behind = null;
        while (_behind is null && waiting.TryDequeue(out var message)) Tell(message);
        foreach (var message in waiting) _behind!.Enqueue(message);
    }

    // Bare bytes are a message that goes by a data connection; the order of the two ways is kept by waiting.
    private void Tell(object message)
    {
        if (_behind is not null)
        {
            _behind.Enqueue(message);
        }
        else if (message is byte[] large)
        {
            _behind = [];
            link.SendLarge(this, large);
        }
        else
        {
            Actor.Tell(message, self);
        }
    }
}

/// <summary>What the routes of one link have in common.</summary>
/// <param name="Extension">The system's families.</param>
/// <param name="BatchBytesMax">Of one batch: well below a frame.</param>
/// <param name="StreamBytesMax">Of one message inside Akka's stream.</param>
/// <param name="SendLarge">Sends a larger one; then calls <see cref="PeerRoute.GoOn"/>.</param>
internal sealed record RouteTerms(
    WeftExtension Extension, int BatchBytesMax, int StreamBytesMax, Action<PeerRoute, byte[]> SendLarge);
