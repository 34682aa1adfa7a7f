using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors.Tests;

/// <summary>How messages of the roles are told together, and which of them leave Akka's stream.</summary>
public sealed class PeerRouteTests() : TestKit(WeftConfig.Reference)
{
    private static readonly Address There = new("akka.tcp", "there", "127.0.0.1", 4053);

    [Fact]
    public void The_smaller_frame_of_both_nodes_bounds_what_is_told_as_soon_as_it_is_known()
    {
        var extension = WeftExtension.Of(Sys);
        var peer = new Recorder(new RootActorPath(There) / "user" / "role");
        var large = new List<int>();
        var route = new PeerRoute(
            peer,
            ActorRefs.Nobody,
            new SerializationContext { Proximity = Proximity.SameHost },
            new RouteTerms(extension, (sent, packed) =>
            {
                large.Add(packed.Length);
                sent.GoOn();
            }));

        // Without remoting this node's own frame has no bound.
        for (var i = 0; i < 100; i++) route.Send(Finished(1_000));
        route.Send(Finished(90_000));
        route.Flush();
        Assert.Equal(new[] { 63, 37, 1 }, peer.Counts);
        Assert.Empty(large);

        peer.Told.Clear();
        extension.Peers.Learn(There, new PeerFacts("0.1.0", ".NET", 40_000, ""));
        for (var i = 0; i < 20; i++) route.Send(Finished(1_000));
        route.Send(Finished(30_000));
        route.Flush();
        Assert.Equal(new[] { 9, 9, 2 }, peer.Counts);
        Assert.All(peer.Told, batch => Assert.InRange(batch.Bytes.Length, 1, 40_000 / 4));
        Assert.InRange(Assert.Single(large), 30_000, 31_000);
    }

    private static WorkerToScheduler.TaskFinished Finished(int keyChars) =>
        new(new string('k', keyChars), 1, "System.Double", 8, new Instant(1), new Instant(2));

    private sealed class Recorder(ActorPath path) : MinimalActorRef
    {
        public List<PackedBatch> Told { get; } = [];

        public IEnumerable<int> Counts => Told.Select(batch => batch.Count);

        public override ActorPath Path => path;

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => Told.Add((PackedBatch)message);
    }
}
