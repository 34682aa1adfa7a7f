using System.Security.Cryptography;
using Akka.Actor;
using Akka.Remote;
using Weft.Transport;

namespace Weft.Actors;

/// <summary>
/// One session with a peer that sends: takes its tickets in order, its values as they come, and tells the recipients.
/// Ends with the data connection. Every ticket gets one outcome as long as the peer can be told.
/// </summary>
internal sealed partial class PeerReceiver(BulkNode node, IActorRef peer, long session) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    // Nine bytes each; they must fit into the smallest frame of remoting.
    private const int DeliveredMax = 2000;
    private const int TextCharsMax = 4096;

    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<(string Sender, IActorRef Recipient), ReceivingPair> _pairs = [];
    private readonly Dictionary<long, (ReceivedTicket Ticket, ReceivingPair Pair)> _awaited = [];
    private readonly Dictionary<long, (ArrivedData Data, long At)> _early = [];
    private readonly RecentIds _unwanted = new(node.Settings.QueuedMessages);
    private readonly RecentIds _late = new(node.Settings.QueuedMessages);
    private readonly Dictionary<IActorRef, int> _watched = [];
    private readonly List<long> _delivered = [];
    private readonly ReceiveRoutes _routes = new(node);
    private readonly TrustCheck _trust = new((IRemoteActorRefProvider)node.Extension.System.Provider);
    private Connection? _connection;
    private int _held;
    private long _heldBytes;
    private long? _uid;
    private long _tickets;
    private long _told;
    private long? _lastTicket;
    private long _seen;
    private long _seenAt;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(BulkNode node, IActorRef peer, long session) =>
        Akka.Actor.Props.Create(() => new PeerReceiver(node, peer, session))
            .WithDeploy(Deploy.Local)
            .WithDispatcher(BulkSettings.PeerDispatcher);

    /// <inheritdoc/>
    protected override void PreStart() =>
        Timers.StartSingleTimer("deadline", ConnectionDue.Instance, node.Settings.HandshakeTimeout * 2);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        // Word of a connection may still be in the mailbox, which nobody reads any more.
        _connection = node.Withdraw(_token) ?? _connection;
        if (_connection is null) return;
        _connection.Close("the receiving end of this session has stopped");
        node.Track(_connection.DisposeAsync().AsTask());
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        PostStop();
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BulkMessage.Tickets tickets when Sender.Equals(peer):
                OnTickets(tickets.Items);
                break;
            case PayloadArrived arrived:
                OnPayload(arrived);
                break;
            case TellDelivered:
                FlushDelivered();
                break;
            case LookForRoom:
                OnRoom();
                break;
            case BulkMessage.Hello hello when _connection is null:
                // Not again by a hello that was overtaken by its session's tickets.
                _lastTicket ??= hello.FirstTicket - 1;
                _uid = hello.Uid;
                Sender.Tell(node.Invite(session, Self, _token), Self);
                break;
            case Connected connected:
                _connection = connected.Connection;
                Timers.Cancel("deadline");
                Timers.StartPeriodicTimer("look", LookAtProgress.Instance, Look);
                _seenAt = Environment.TickCount64;
                break;
            case ConnectionLost lost:
                End($"the data connection was lost: {lost.Reason}");
                break;
            case PeerLost lost when lost.IsOf(_uid):
                End(lost.Reason);
                break;
            case ConnectionDue when _connection is null:
                Context.Stop(Self);
                break;
            case Terminated terminated:
                OnRecipientTerminated(terminated.ActorRef);
                break;
            case LookAtProgress:
                OnLook();
                break;
        }
    }

    // What waits for its value fails, and what waited behind that is told; the peer's later tickets find nobody.
    private void End(string reason)
    {
        FailAwaited(DataSendFailure.PeerGone, reason);
        FlushDelivered();
        Context.Stop(Self);
    }

    private void FailAwaited(DataSendFailure reason, string text)
    {
        (ReceivedTicket Ticket, ReceivingPair Pair)[] awaited = [.. _awaited.Values];
        foreach (var (ticket, _) in awaited)
        {
            _awaited.Remove(ticket.Id);
            _unwanted.Add(ticket.Id);
            ticket.Fail(reason, text);
        }
        foreach (var (_, pair) in awaited) Drain(pair);
    }

    private void OnLook()
    {
        var now = Environment.TickCount64;
        var patience = (long)node.Settings.PayloadTimeout.TotalMilliseconds;
        foreach (var (id, (_, at)) in _early.ToArray())
        {
            if (now - at <= patience) continue;
            // Its ticket may still be on its way in Akka's stream; then it fails in its turn.
            TryDropEarly(id, out _);
            _late.Add(id);
        }

        var progress = _tickets + (_connection?.Counters.Received(MessageKind.Data) ?? 0);
        // A value that takes long to decode is no stall, nor is a recipient that has no room: the peer sends nothing
        // meanwhile.
        var isAtIt = _full.Count > 0 || (_awaited.Count > 0 && _connection is { IsHandling: true });
        if (isAtIt) peer.Tell(new BulkMessage.Decoding(_told), Self);
        if (progress != _seen || _awaited.Count == 0 || isAtIt)
            (_seen, _seenAt) = (progress, now);
        else if (now - _seenAt > patience)
            FailAwaited(DataSendFailure.TimedOut, $"its ticket came, the value did not {InTime}");
    }

    private string InTime =>
        $"within {node.Settings.PayloadTimeout.TotalSeconds:0.###} s (weft.bulk.payload-timeout)";

    private void Report(BulkMessage.Failed failed)
    {
        // In order with the successes before it.
        FlushDelivered();
        var text = failed.Text;
        if (text.Length > TextCharsMax) text = $"{text[..TextCharsMax]}…";
        peer.Tell(failed with { First = _told++, Text = text }, Self);
    }

    private void ReportDelivered(long id)
    {
        _delivered.Add(id);
        // Behind whatever is in the mailbox by now: outcomes of a burst travel together.
        if (_delivered.Count == DeliveredMax) FlushDelivered();
        else if (_delivered.Count == 1) Self.Tell(TellDelivered.Instance, ActorRefs.NoSender);
    }

    private void FlushDelivered()
    {
        if (_delivered.Count == 0) return;
        peer.Tell(new BulkMessage.Delivered(_told, [.. _delivered]), Self);
        _told += _delivered.Count;
        _delivered.Clear();
    }

    private sealed record TellDelivered : INoSerializationVerificationNeeded
    {
        public static TellDelivered Instance { get; } = new();
    }

    private sealed record ConnectionDue : INoSerializationVerificationNeeded
    {
        public static ConnectionDue Instance { get; } = new();
    }

    private sealed record LookAtProgress : INoSerializationVerificationNeeded
    {
        public static LookAtProgress Instance { get; } = new();
    }
}
