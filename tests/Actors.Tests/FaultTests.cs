using System.Diagnostics;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Whatever user code throws inside a serializer costs one message, never the association.</summary>
public sealed class FaultTests() : TestKit(TwoSystems.ConfigOf(""))
{
    private static readonly Func<Exception>[] Makers =
    [
        () => new InvalidOperationException("x"), () => new NullReferenceException(), () => new OutOfMemoryException(),
        () => new InsufficientMemoryException(), () => new AccessViolationException(), () => new CheckException("x"),
        () => new OperationCanceledException(), () => new AggregateException(new IOException()),
        () => new WireFormatException("x"), () => new DeserializationRefusedException("x"),
        () => new SerializationFailedException("x"), () => new SerializationException("x"),
        () => new ArgumentException("x"), () => new ThreadInterruptedException(), () => new Wordless(),
    ];

    public enum Place
    {
        Family,
        TypeSerializer,
    }

    [Fact]
    public void Only_serialization_exceptions_leave_any_method_of_a_serializer()
    {
        foreach (var maker in Makers)
        {
            var serializer = new Throwing((ExtendedActorSystem)Sys, maker);
            Assert.Throws<SerializationException>(() => serializer.ToBinary("x"));
            Assert.Throws<SerializationException>(() => serializer.FromBinary([1], "m"));
            Assert.Throws<SerializationException>(() => serializer.Manifest("x"));
        }
    }

    [Theory]
    [InlineData(Place.Family)]
    [InlineData(Place.TypeSerializer)]
    public async Task After_whatever_a_users_code_throws_the_next_ping_is_answered(Place place)
    {
        await using var systems = new TwoSystems(
            """
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.actor.serialization-bindings {
              "Weft.Actors.Tests.FaultTests+Bomb, Weft.Actors.Tests" = weft-data
            }
            weft.serialization.serializers = ["faulty", "dask", "pickle"]
            """,
            registry => Register(registry, place));
        var echo = systems.There.ActorOf(Props.Create(() => new Echo()), "echo");
        var remote = await TwoSystems.SeenFrom(systems.Here, echo, systems.There);
        var ping = new[] { 1, 2, 3 };
        Assert.Equal(ping, await remote.Ask<int[]>(ping, TimeSpan.FromSeconds(10)));
        for (var i = 0; i < Makers.Length; i++)
        {
            remote.Tell(new Bomb(i, AtHome: true), TestActor);
            remote.Tell(new Bomb(i, AtHome: false), TestActor);
            var watch = Stopwatch.StartNew();
            Assert.Equal(ping, await remote.Ask<int[]>(ping, TimeSpan.FromSeconds(10)));

            // A broken association takes 4.8 s to come back.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"{Makers[i]().GetType()}: {watch.Elapsed}");
        }
    }

    private static void Register(SerializerRegistry registry, Place place)
    {
        // The other place is taken by a family that declines everything, so that one configuration serves both.
        registry.RegisterFamily(
            "faulty",
            value => place == Place.Family && value is Bomb bomb ? Dump(bomb) : null,
            (header, _) => Load(header));
        if (place == Place.TypeSerializer) registry.Register<Bomb>(Dump, (header, _) => Load(header));
    }

    private static Payload Dump(Bomb bomb)
    {
        if (bomb.AtHome) throw Makers[bomb.Index]();
        return new Payload(new HeaderBuilder().Set("index", bomb.Index).Build(), ReadOnlyMemory<byte>.Empty);
    }

    private static Bomb Load(Header header)
    {
        Assert.True(header.TryGetInt64("index", out var index));
        throw Makers[index]();
    }

    internal sealed record Bomb(int Index, bool AtHome);

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    /// <summary>An exception that cannot even say what it is.</summary>
    private sealed class Wordless : Exception
    {
        public override string Message => throw new InvalidOperationException("no words");
    }

    private sealed class Throwing(ExtendedActorSystem system, Func<Exception> maker) : WeftMessageSerializer(system)
    {
        public override int Identifier => 199;

        private protected override byte[] Encode(object message) => throw maker();

        private protected override object Decode(byte[] bytes, string manifest) => throw maker();

        private protected override string ManifestOf(object message) => throw maker();
    }
}
