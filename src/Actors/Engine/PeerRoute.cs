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
    // Well below a frame; no frame of remoting is smaller than the second.
    private const int BatchBytesMost = 64 << 10;
    private const int FrameBytesMin = 32_000;

    private readonly SerializeOptions _options = link.Extension.OptionsFor(context);
    private readonly List<byte[]> _batch = [];
    private (long Edition, int BatchBytesMax, int StreamBytesMax) _terms = (-1, 0, 0);
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
        var terms = Terms();
        if (packed.Length > terms.StreamBytesMax)
        {
            Flush();
            Tell(packed);
            return false;
        }

        if (_batchBytes + packed.Length > terms.BatchBytesMax) Flush();
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

    // The smaller of both frames counts, as soon as the peer has said what its own is.
    private (long Edition, int BatchBytesMax, int StreamBytesMax) Terms()
    {
        var peers = link.Extension.Peers;
        var edition = peers.Edition;
        if (_terms.Edition == edition) return _terms;
        var frame = Math.Clamp(peers.FrameTo(Actor.Path.Address).FrameBytes, FrameBytesMin, int.MaxValue);
        return _terms = (edition, (int)Math.Min(frame / 4, BatchBytesMost), (int)(frame / 2));
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
/// <param name="SendLarge">
/// Sends a message that is too large for Akka's stream; then calls <see cref="PeerRoute.GoOn"/>.
/// </param>
internal sealed record RouteTerms(WeftExtension Extension, Action<PeerRoute, byte[]> SendLarge);
