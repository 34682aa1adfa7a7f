using Akka.Cluster;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Two systems whose references are Weft's; a cluster where a test asks for one.</summary>
internal static class ProviderSystems
{
    public const string Provider =
        """
        akka.actor.provider = "Weft.Actors.WeftActorRefProvider, Weft.Actors"
        akka.remote.dot-netty.tcp.maximum-frame-size = 128000b
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        akka.cluster.jmx.multi-mbeans-in-same-jvm = on
        """;

    public static TwoSystems Start(string extra = "", Action<SerializerRegistry>? configure = null) =>
        new($"{extra}\n{Provider}", configure);

    public static async Task<TwoSystems> StartClusterAsync(string extra = "")
    {
        var systems = new TwoSystems(
            $"akka.cluster.downing-provider-class = \"\"\n{extra}\n{Provider}", null, sameName: true);
        var here = Cluster.Get(systems.Here);
        var there = Cluster.Get(systems.There);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await here.JoinAsync(here.SelfAddress, patience.Token);
        await there.JoinAsync(here.SelfAddress, patience.Token);
        while (here.State.Members.Count(member => member.Status == MemberStatus.Up) < 2)
            await Task.Delay(50, patience.Token);
        return systems;
    }
}
