using System.Threading.Channels;
using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>An actor whose messages a test reads in their order.</summary>
internal sealed class Collector
{
    private readonly Channel<(object Value, IActorRef Sender)> _told = Channel.CreateUnbounded<(object, IActorRef)>();

    private Collector(ActorSystem system, string name) =>
        Actor = system.ActorOf(Props.Create(() => new Mailbox(_told.Writer)), name);

    public IActorRef Actor { get; }

    /// <summary>The actor as another system sees it.</summary>
    public IActorRef Seen { get; private set; } = ActorRefs.Nobody;

    public static async Task<Collector> StartAsync(ActorSystem owner, ActorSystem seenFrom, string name)
    {
        var collector = new Collector(owner, name);
        collector.Seen = await TwoSystems.SeenFrom(seenFrom, collector.Actor, owner);
        return collector;
    }

    /// <summary>For those that no other system needs to see.</summary>
    public static Collector StartLocal(ActorSystem owner, string name) => new(owner, name);

    public async Task<object> NextAsync() => (await NextWithSenderAsync()).Value;

    public async Task<(object Value, IActorRef Sender)> NextWithSenderAsync() =>
        await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public bool IsEmpty => !_told.Reader.TryPeek(out _);

    private sealed class Mailbox(ChannelWriter<(object, IActorRef)> told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.TryWrite((message, Sender));
    }
}
