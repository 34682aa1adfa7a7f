using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Two members of one cluster on loopback, each with roles of its own.</summary>
internal sealed class ClusterPair : IAsyncDisposable
{
    private ClusterPair(ActorSystem here, ActorSystem there) => (Here, There) = (here, there);

    public ActorSystem Here { get; }

    public ActorSystem There { get; }

    public static async Task<ClusterPair> StartAsync(
        string roleHere, string roleThere, string extra, Action<SerializerRegistry> configure)
    {
        var pair = new ClusterPair(Create(roleHere, extra, configure), Create(roleThere, extra, configure));
        var (here, there) = (Cluster.Get(pair.Here), Cluster.Get(pair.There));
        here.Join(here.SelfAddress);
        there.Join(here.SelfAddress);
        foreach (var cluster in new[] { here, there })
        {
            for (var look = 0; look < 300 && cluster.State.Members.Count(IsUp) < 2; look++) await Task.Delay(100);
            Assert.Equal(2, cluster.State.Members.Count(IsUp));
        }

        return pair;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(Here.Terminate(), There.Terminate());

    private static bool IsUp(Member member) => member.Status == MemberStatus.Up;

    private static ActorSystem Create(string role, string extra, Action<SerializerRegistry> configure)
    {
        var registry = new SerializerRegistry();
        configure(registry);
        var config = TwoSystems.ConfigOf($"akka.actor.provider = cluster\nakka.cluster.roles = [{role}]\n{extra}");
        return ActorSystem.Create(
            "pair",
            ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new WeftSetup(registry)));
    }
}
