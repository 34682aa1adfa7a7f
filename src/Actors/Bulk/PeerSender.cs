using Akka.Actor;
using Weft.Transport;

namespace Weft.Actors;

/// <summary>
/// Sends to one peer's node, in the order of its queue. A session is: hello, answer, data connection; it
/// ends for good with any of them, its messages fail, and the next message begins another.
/// <code>
/// idle ─send→ greeting ─answer→ dialing ─connected→ open ─lost→ idle
///                └────── time-out or refusal ────────→ idle
/// </code>
/// </summary>
internal sealed partial class PeerSender(BulkNode node, Address peer, SendQueue sends) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan HelloAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Queue<DataSend> _waiting = new();
    private readonly Queue<DataSend> _payloads = new();
    private readonly Dictionary<long, DataSend> _open = [];
    private Stage _stage;
    // An actor that was restarted must not take up a session of its former self.
    private long _session = Random.Shared.NextInt64(1L << 60);
    private long _ids;
    private long _inlineBytes;
    private long _inlineMost;
    private long _batchMost;
    private long _bulkBytes;
    private BulkMessage.HelloAck? _terms;
    private IActorRef _receiver = ActorRefs.Nobody;
    private Connection? _connection;
    private CancellationTokenSource? _dialing;
    private long _outcomes;
    private long _signs;
    private long _seen;
    private long _seenAt;

    private enum Stage
    {
        Idle,
        Greeting,
        Dialing,
        Open,
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(BulkNode node, Address peer, SendQueue sends) =>
        Akka.Actor.Props.Create(() => new PeerSender(node, peer, sends))
            .WithDeploy(Deploy.Local)
            .WithDispatcher(BulkSettings.PeerDispatcher);

    /// <inheritdoc/>
    protected override void PreStart() => Self.Tell(SendsWait.Instance, ActorRefs.NoSender);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Lose(DataSendFailure.PeerGone, BulkNode.Stopped);
        Timers.CancelAll();
        // Nobody is left to hear that a write has ended; the connection's own end says so for all.
        var system = Context.System;
        DataSend[] unfinished = [.. _open.Values];
        if (unfinished.Length > 0) node.Track(FinishLaterAsync(system, unfinished));
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SendsWait:
                foreach (var send in sends.Take(Self)) OnSend(send);
                break;
            case PumpNow:
                _isPumpDue = false;
                Pump();
                break;
            case BulkMessage.Delivered delivered when IsNext(delivered.First):
                foreach (var id in delivered.Ids) OnOutcome(id, null);
                Pump();
                break;
            case BulkMessage.Failed failed when IsNext(failed.First):
                OnOutcome(failed.Id, new DataSendException(failed.Reason, $"{peer}: {failed.Text}"));
                Pump();
                break;
            case Written written:
                OnWritten(written);
                Pump();
                break;
            case BulkMessage.HelloAck ack when IsAnswer(ack.Session):
                OnAnswer(ack);
                break;
            case BulkMessage.HelloRefused refused when IsAnswer(refused.Session):
                Lose(DataSendFailure.PeerUnreachable, refused.Reason);
                break;
            case Dialed dialed:
                OnDialed(dialed);
                break;
            case BulkMessage.Decoding decoding when IsNext(decoding.First):
                _signs++;
                break;
            case ConnectionLost lost when lost.Session == _session && _stage != Stage.Idle:
                Lose(DataSendFailure.PeerGone, $"the data connection was lost: {lost.Reason}");
                break;
            case PeerLost lost when _stage != Stage.Idle && lost.IsOf(_terms?.Uid):
                Lose(DataSendFailure.PeerGone, lost.Reason);
                break;
            case SayHello hello when hello.Session == _session && _stage == Stage.Greeting:
                SendHello();
                break;
            case HandshakeOver over when over.Session == _session && _stage is Stage.Greeting or Stage.Dialing:
                Lose(
                    DataSendFailure.PeerUnreachable,
                    $"/system/weft did not {(_stage == Stage.Greeting ? "answer" : "take the data connection")} " +
                    $"within {node.Settings.HandshakeTimeout.TotalSeconds:0.###} s (weft.bulk.handshake-timeout); " +
                    "start Weft's extension there and let its data port be reached");
                break;
            case RetireDue when _stage == Stage.Idle:
                Context.Parent.Tell(MayRetire.Instance, Self);
                break;
            case RetireAsked asked when _stage == Stage.Idle && _open.Count == 0 && sends.IsEmpty:
                Context.Parent.Tell(asked, Self);
                break;
            case LookAtProgress when _stage == Stage.Open:
                OnLook();
                break;
        }
    }

    private bool IsAnswer(long session) =>
        _stage == Stage.Greeting && session == _session && Sender.Path.Address.Equals(peer);

    // Outcomes are numbered without gaps. One that Akka's stream lost would leave its message open for ever as long as
    // others come, so the session ends, and with it all that is open.
    private bool IsNext(long first)
    {
        if (!Sender.Equals(_receiver)) return false;
        if (first == _outcomes) return true;
        Lose(
            DataSendFailure.PeerGone,
            $"outcome {first} of this session followed {_outcomes}: those between were lost on their way");
        return false;
    }

    private void OnSend(DataSend send)
    {
        var most = Math.Min(node.Settings.QueuedMessages, _terms?.QueuedMessages ?? int.MaxValue);
        if (_waiting.Count + _open.Count >= most)
        {
            var text =
                $"{most:N0} messages to {peer} wait already (weft.bulk.queued-messages); await some of their tasks";
            send.Fail(new DataSendException(DataSendFailure.QuotaExceeded, text), Context.System);
            return;
        }
        _waiting.Enqueue(send);
        if (_stage == Stage.Idle) BeginSession();
        else if (_stage == Stage.Open) PumpSoon();
    }

    private void BeginSession()
    {
        Timers.Cancel("retire");
        _session++;
        _stage = Stage.Greeting;
        SendHello();
        // Where the peer's extension starts with the first message, that one finds no actor yet; nor does one that
        // comes while the session before is still ending there.
        Timers.StartPeriodicTimer("hello", new SayHello(_session), HelloAgain);
        Timers.StartSingleTimer("deadline", new HandshakeOver(_session), node.Settings.HandshakeTimeout);
    }

    private void SendHello() =>
        node.Extension.System.Provider.ResolveActorRef(new RootActorPath(peer) / "system" / "weft")
            .Tell(
                new BulkMessage.Hello(
                    BulkMessageCodec.Version,
                    _session,
                    node.Uid,
                    BulkNode.Package,
                    node.Own.Runtime,
                    node.Own.FrameBytes,
                    node.HasTls,
                    node.Own.Compression,
                    _ids + 1),
                Self);

    private void OnAnswer(BulkMessage.HelloAck ack)
    {
        (_stage, _terms, _receiver) = (Stage.Dialing, ack, Sender);
        node.Extension.Peers.Learn(peer, new PeerFacts(ack.Package, ack.Runtime, ack.FrameBytes, ack.Compression));
        var room = node.Extension.Peers.FrameTo(peer).FrameBytes - BulkSettings.TicketBytes;
        (_inlineMost, _batchMost) = (Math.Min(node.Settings.InlineBytes, room), Math.Min(BatchBytes, room));
        Timers.Cancel("hello");
        _dialing = new CancellationTokenSource();
        _ = DialAsync(Self, ack, _session, _dialing.Token);
    }

    private async Task DialAsync(IActorRef self, BulkMessage.HelloAck ack, long session, CancellationToken cancellation)
    {
        Dialed answer;
        try
        {
            var connection = await node.DialAsync(ack, new DataOutlet(self, session), cancellation)
                .ConfigureAwait(false);
            // Given up meanwhile, maybe by an actor that hears nothing more.
            if (cancellation.IsCancellationRequested) connection.Close("the session was given up");
            answer = new Dialed(session, connection, "");
        }
        catch (Exception error)
        {
            answer = new Dialed(session, null, error.Message);
        }
        self.Tell(answer, ActorRefs.NoSender);
    }

    private void OnDialed(Dialed dialed)
    {
        if (dialed.Session != _session || _stage != Stage.Dialing)
        {
            dialed.Connection?.Close("the session was given up");
        }
        else if (dialed.Connection is null)
        {
            Lose(
                DataSendFailure.PeerUnreachable,
                $"the data connection to {_terms!.Host}:{_terms.Port} failed: {dialed.Failure}");
        }
        else
        {
            (_stage, _connection) = (Stage.Open, dialed.Connection);
            Timers.Cancel("deadline");
            Timers.StartPeriodicTimer("look", LookAtProgress.Instance, Look);
            _seenAt = Environment.TickCount64;
            Pump();
        }
    }

    // The session is over: what was sent in it and what waited for it fails; nothing is ever sent twice.
    private void Lose(DataSendFailure reason, string text)
    {
        var failure = new DataSendException(reason, $"{peer}: {text}") { MayHaveBeenTold = true };
        var (dialing, connection) = (_dialing, _connection);
        Timers.CancelAll();
        (_stage, _connection, _dialing, _terms, _receiver) = (Stage.Idle, null, null, null, ActorRefs.Nobody);
        _session++;
        (_inlineBytes, _bulkBytes, _outcomes) = (0, 0, 0);
        _payloads.Clear();
        _batch.Clear();
        _routes.Clear();
        DataSend[] open = [.. _open.Values];
        foreach (var send in open) Settle(send, failure);
        while (_waiting.TryDequeue(out var send)) send.Fail(failure, Context.System);
        Timers.StartPeriodicTimer("retire", RetireDue.Instance, node.Settings.RetireAfter);
        // Last, since others' code hears of it: should it fail, no message hangs on that.
        connection?.Close(text);
        if (connection is not null) node.Track(connection.DisposeAsync().AsTask());
        dialing?.Cancel();
        dialing?.Dispose();
    }

    private void OnLook()
    {
        var progress = _outcomes + _signs + _connection!.Counters.Sent(MessageKind.Data);
        var now = Environment.TickCount64;
        if (progress != _seen || _open.Count == 0)
            (_seen, _seenAt) = (progress, now);
        else if (now - _seenAt > node.Settings.PayloadTimeout.TotalMilliseconds)
            Lose(
                DataSendFailure.TimedOut,
                $"no progress within {node.Settings.PayloadTimeout.TotalSeconds:0.###} s (weft.bulk.payload-timeout)");
    }

    private static async Task FinishLaterAsync(ActorSystem system, DataSend[] unfinished)
    {
        var patience = TimeSpan.FromSeconds(30);
        foreach (var send in unfinished)
            await send.Writing.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var send in unfinished) send.Finish(system);
    }

    private sealed record Dialed(long Session, Connection? Connection, string Failure)
        : INoSerializationVerificationNeeded;

    private sealed record Written(DataSend Send, string? Failure) : INoSerializationVerificationNeeded;

    private sealed record SayHello(long Session) : INoSerializationVerificationNeeded;

    private sealed record HandshakeOver(long Session) : INoSerializationVerificationNeeded;

    private sealed record RetireDue : INoSerializationVerificationNeeded
    {
        public static RetireDue Instance { get; } = new();
    }

    private sealed record LookAtProgress : INoSerializationVerificationNeeded
    {
        public static LookAtProgress Instance { get; } = new();
    }
}
