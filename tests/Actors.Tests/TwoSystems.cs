using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Two actor systems joined by real remoting on loopback, each with Weft's reference configuration.</summary>
internal sealed class TwoSystems : IAsyncDisposable
{
    public const string Remoting =
        """
        akka.loglevel = WARNING
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, maximum-frame-size = 16000000b }
        akka.coordinated-shutdown.terminate-actor-system = on
        """;

    /// <param name="extra">Above the configuration of both.</param>
    /// <param name="configure">Fills the registry of each, the first system's first.</param>
    /// <param name="there">Above the configuration of the second one alone.</param>
    /// <param name="sameName">Both systems have one name, as nodes of a cluster.</param>
    public TwoSystems(
        string extra = "", Action<SerializerRegistry>? configure = null, string there = "", bool sameName = false)
    {
        Here = Create("here", extra, configure);
        There = Create(sameName ? "here" : "there", $"{extra}\n{there}", configure);
    }

    public ActorSystem Here { get; }

    public ActorSystem There { get; }

    public static Config ConfigOf(string extra) =>
        ConfigurationFactory.ParseString(extra)
            .WithFallback(ConfigurationFactory.ParseString(Remoting))
            .WithFallback(WeftConfig.Reference);

    /// <summary>An actor of one system as the other one sees it: by its remote address.</summary>
    public static Task<IActorRef> SeenFrom(ActorSystem system, IActorRef actor, ActorSystem owner)
    {
        var address = ((ExtendedActorSystem)owner).Provider.DefaultAddress;
        return system.ActorSelection(actor.Path.ToStringWithAddress(address)).ResolveOne(TimeSpan.FromSeconds(10));
    }

    /// <summary>What the first system says when it quarantines the second one.</summary>
    public QuarantinedEvent QuarantineOfThere() => new(
        ((ExtendedActorSystem)There).Provider.DefaultAddress, AddressUidExtension.Uid(There));

    public async ValueTask DisposeAsync() => await Task.WhenAll(Here.Terminate(), There.Terminate());

    private static ActorSystem Create(string name, string extra, Action<SerializerRegistry>? configure)
    {
        var registry = new SerializerRegistry();
        configure?.Invoke(registry);
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigOf(extra)), new WeftSetup(registry));
        return ActorSystem.Create(name, setup);
    }
}
