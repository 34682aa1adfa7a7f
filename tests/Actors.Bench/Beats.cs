using System.Text.Json;
using Akka.Actor;
using Akka.Cluster;

namespace Weft.Actors.Bench;

/// <summary>
/// One of the two actors that tell each other a beat every 100 ms, on the default dispatcher like any user's actor. On
/// command it remembers when the other's came, and keeps 80 MB arrays going to the other node.
/// </summary>
internal sealed class Beats : UntypedActor, IWithTimers
{
    /// <summary>Between two beats.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Forget what was heard and remember from now on; answered by an empty text.</summary>
    public const string Record = "record";

    /// <summary>Answered by <see cref="BeatFigures"/> as JSON.</summary>
    public const string Report = "report";

    /// <summary>Send arrays from now on; answered by an empty text.</summary>
    public const string Load = "load";

    private const string Greeting = "greeting";
    private const string Beat = "beat";
    private const int Doubles = 10_000_000;

    private readonly GapLog _log = new();
    private readonly CancellationTokenSource _stop = new();
    private IActorRef _other = ActorRefs.Nobody;
    private int _unreachable;
    private long _sent;
    private DateTime _since;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Starts a node with its two actors; the address is the seed, or null for this node itself.</summary>
    public static ExtendedActorSystem Join(Address? seed)
    {
        var system = Systems.StartNode();
        system.ActorOf(Props.Create(() => new Sink(int.MaxValue)), "sink");
        system.ActorOf(Props.Create(() => new Beats()), "beats");
        Cluster.Get(system).Join(seed ?? system.Provider.DefaultAddress);
        return system;
    }

    /// <inheritdoc/>
    protected override void PreStart() =>
        Cluster.Get(Context.System).Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.UnreachableMember));

    /// <inheritdoc/>
    protected override void PostStop() => _stop.Cancel();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IActorRef other:
                Meet(other);
                other.Tell(Greeting);
                break;
            case Greeting:
                Meet(Sender);
                break;
            case Tick:
                _other.Tell(Beat);
                break;
            case Beat:
                _log.Heard();
                break;
            case Record:
                _log.Clear();
                RecordingDetector.Log.Clear();
                (_unreachable, _sent, _since) = (0, 0, DateTime.UtcNow);
                Sender.Tell("");
                break;
            case Report:
                Sender.Tell(JsonSerializer.Serialize(Figures()));
                break;
            case Load:
                _ = SendAsync(Self, _other, _stop.Token);
                Sender.Tell("");
                break;
            case Sent:
                _sent++;
                break;
            case ClusterEvent.UnreachableMember:
                _unreachable++;
                break;
        }
    }

    private BeatFigures Figures() => new(
        _log.Lateness(),
        RecordingDetector.Log.Lateness(),
        _unreachable,
        _sent * Doubles * sizeof(double) / 1e6 / (DateTime.UtcNow - _since).TotalSeconds);

    private void Meet(IActorRef other)
    {
        _other = other;
        Timers.StartPeriodicTimer("tick", Tick.Instance, Interval);
    }

    private static async Task SendAsync(IActorRef self, IActorRef other, CancellationToken stop)
    {
        var sink = await Systems.FindAsync(
            ((IInternalActorRef)self).Provider.Guardian.Underlying.System, $"{other.Path.Address}", "sink");
        var block = Block.OfDoubles(Doubles);
        while (!stop.IsCancellationRequested)
        {
            await sink.TellData(block, null);
            self.Tell(Sent.Instance, ActorRefs.NoSender);
        }
    }

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record Sent : INoSerializationVerificationNeeded
    {
        public static Sent Instance { get; } = new();
    }
}
