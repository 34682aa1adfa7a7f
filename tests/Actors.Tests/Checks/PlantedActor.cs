using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>An actor that other nodes ask a node to start, and the message by which they do.</summary>
public sealed class PlantedActor : UntypedActor
{
    private static int s_started;

    public PlantedActor() => Interlocked.Increment(ref s_started);

    public static int Started => Volatile.Read(ref s_started);

    /// <summary>
    /// Has a system that writes what is forged ask the one at an address for the actor. What it sends is Akka's
    /// <c>DaemonMsgCreateData</c>: props = 1 { deploy = 2, class = 3 }, deploy = 2, path = 3, supervisor = 4 { path = 1 }.
    /// Both deploys name no serializer, so that none but that of the message itself has to take it.
    /// </summary>
    public static void Plant(ActorSystem from, Address at)
    {
        var provider = ((ExtendedActorSystem)from).Provider;
        var own = provider.DefaultAddress;
        var name = $"{typeof(PlantedActor).FullName}, {typeof(PlantedActor).Assembly.GetName().Name}";
        provider.ResolveActorRef($"{at}/remote").Tell(new Forged(3, "",
        [
            .. Forged.Field(1, [.. Forged.Field(2), .. Forged.Field(3, name)]),
            .. Forged.Field(2),
            .. Forged.Field(3, $"{at}/remote/{own.Protocol}/{own.System}@{own.Host}:{own.Port}/user/planted"),
            .. Forged.Field(4, Forged.Field(1, $"{own}/user")),
        ]));
    }

    protected override void OnReceive(object message) => Unhandled(message);
}
