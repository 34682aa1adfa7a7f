using System.Text;
using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>An actor that other nodes ask a node to start, and the message by which they do.</summary>
public sealed class PlantedActor : UntypedActor
{
    public PlantedActor() => Interlocked.Increment(ref s_started);

    public static int Started => Volatile.Read(ref s_started);

    private static int s_started;

    /// <summary>Has <paramref name="from"/> ask the system at an address for the actor.</summary>
    public static void Plant(ActorSystem from, Address at)
    {
        var stranger = (ExtendedActorSystem)from;
        var own = stranger.Provider.DefaultAddress;
        var order = new Order(
            $"{at}/remote/{own.Protocol}/{own.System}@{own.Host}:{own.Port}/user/planted",
            stranger.Guardian.Path.ToSerializationFormatWithAddress(own));
        stranger.Provider.ResolveActorRef($"{at}/remote").Tell(order);
    }

    /// <summary>For the system that asks: writes the order under the id of Akka's own serializer.</summary>
    public const string Binding =
        """
        akka.actor {
          serializers.planted = "Weft.Actors.Tests.PlantedActor+OrderSerializer, Weft.Actors.Tests"
          serialization-bindings { "Weft.Actors.Tests.PlantedActor+Order, Weft.Actors.Tests" = planted }
        }
        """;

    protected override void OnReceive(object message) => Unhandled(message);

    internal sealed record Order(string Path, string Supervisor);

    /// <summary>
    /// <c>DaemonMsgCreateData</c>: props = 1 { deploy = 2, class = 3 }, deploy = 2, path = 3, supervisor = 4 { path = 1 }.
    /// Both deploys name no serializer, so that none but this one has to take it.
    /// </summary>
    internal sealed class OrderSerializer(ExtendedActorSystem system) : Akka.Serialization.Serializer(system)
    {
        public override int Identifier => 3;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj)
        {
            var order = (Order)obj;
            var type = typeof(PlantedActor);
            var name = $"{type.FullName}, {type.Assembly.GetName().Name}";
            return
            [
                .. Field(1, [.. Field(2, []), .. Field(3, Encoding.UTF8.GetBytes(name))]),
                .. Field(2, []),
                .. Field(3, Encoding.UTF8.GetBytes(order.Path)),
                .. Field(4, Field(1, Encoding.UTF8.GetBytes(order.Supervisor))),
            ];
        }

        public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException();

        // Lengths in seven bits at a time; none here needs more than two.
        private static byte[] Field(int number, byte[] content) =>
        [
            (byte)((number << 3) | 2), (byte)(content.Length & 127 | 128), (byte)(content.Length >> 7), .. content,
        ];
    }
}
