using System.Diagnostics;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Whatever user code throws inside a serializer costs one message, never the association.</summary>
public sealed class FaultTests() : TestKit(TwoSystems.ConfigOf(Mines))
{
    private const string Mines =
        """
        akka.actor {
          serializers.mine = "Weft.Actors.Tests.FaultTests+MineSerializer, Weft.Actors.Tests"
          serialization-bindings { "Weft.Actors.Tests.FaultTests+Mine, Weft.Actors.Tests" = mine }
        }
        """;

    private static readonly Func<Exception>[] Makers =
    [
        () => new InvalidOperationException("x"), () => new NullReferenceException(), () => new OutOfMemoryException(),
        () => new InsufficientMemoryException(), () => new AccessViolationException(), () => new CheckException("x"),
        () => new OperationCanceledException(), () => new AggregateException(new IOException()),
        () => new WireFormatException("x"), () => new DeserializationRefusedException("x"),
        () => new SerializationFailedException("x"), () => new SerializationException("x"),
        () => new ArgumentException("x"), () => new ThreadInterruptedException(), () => new Wordless(),
        () => new WordlessSerialization(), () => new SerializationException("x", new Wordless()), () => new Fickle(),
    ];

    public static TheoryData<Type> Serializers =>
    [
        .. typeof(WeftExtension).Assembly.GetTypes().Where(
            type => !type.IsAbstract && type.IsAssignableTo(typeof(Akka.Serialization.Serializer))),
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
            AssertRefuses(() => serializer.ToBinary("x"));
            AssertRefuses(() => serializer.FromBinary([1], "m"));
            AssertRefuses(() => serializer.Manifest("x"));
        }
    }

    [Fact]
    public void Only_serialization_exceptions_leave_messages_of_Akkas_with_something_of_a_user_in_them()
    {
        var misc = new WeftMiscSerializer((ExtendedActorSystem)Sys);
        for (var index = 0; index < Makers.Length; index++)
        {
            foreach (var place in Enum.GetValues<MinePlace>())
            {
                var mine = new Mine(index, place);
                object[] messages = [new Status.Success(mine), new Identify(mine), new ActorIdentity(mine, TestActor)];
                foreach (var message in messages)
                {
                    if (place != MinePlace.FromBinary)
                    {
                        AssertRefuses(() => misc.ToBinary(message));
                        continue;
                    }

                    var bytes = misc.ToBinary(message);
                    AssertRefuses(() => misc.FromBinary(bytes, misc.Manifest(message)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public void Only_serialization_exceptions_leave_a_serializer_that_is_given_what_is_not_its_own(Type type)
    {
        var serializer = (Akka.Serialization.Serializer)Activator.CreateInstance(type, Sys)!;
        var named = serializer as Akka.Serialization.SerializerWithStringManifest;
        object?[] messages =
        [
            null, "x", new object(), new[] { 1 }, Sys, new Mine(0, MinePlace.ToBinary), new Goodbye(null!),
            new BulkMessage.HelloRefused(1, null!), new BulkMessage.Tickets(null!), new BulkMessage.Delivered(1, null!),
            new RefusalNotice(null!, null!, null!), new SchedulerAt(null, null!), new MembersKnown(null!),
            new Status.Failure(null!), new Status.Failure(new Wordless()), new Status.Success(null!),
            new Akka.Actor.Identify(null!), new ActorIdentity(null!, null!), Akka.Routing.FromConfig.Instance,
        ];
        foreach (var message in messages)
        {
            AssertNoneButRefuses(() => serializer.ToBinary(message!));
            if (named is not null) AssertNoneButRefuses(() => named.Manifest(message!));
        }

        var random = new Random(7);
        var noise = new byte[300];
        random.NextBytes(noise);
        foreach (var bytes in new byte[]?[] { null, [], [0], [255, 255, 255, 255, 255], [0x91, 1], noise })
        {
            if (named is null)
            {
                foreach (var of in new[] { null, typeof(string) })
                    AssertRefuses(() => serializer.FromBinary(bytes!, of!));
                continue;
            }

            foreach (var manifest in Manifests) AssertNoneButRefuses(() => named.FromBinary(bytes!, manifest!));
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

    private static readonly string?[] Manifests =
    [
        null, "", "x", "m1", "b1", "g1", "f1", "f2", "l1", "l2", "n1", "n2", "r1", "d1", "v1", "h1",
        "ID", "AID", "AR", "PP", "K", "RWHB", "RWHR", "LS", "RS", "STS", "STF", "CF", "FC", "RORRP",
        "Akka.Dispatch.SysMsg.Watch, Akka", "Akka.Dispatch.SysMsg.Terminate, Akka", "Akka.Dispatch.SysMsg.Failed, Akka",
    ];

    private static void AssertRefuses(Action act) => AssertSays(Assert.ThrowsAny<Exception>(act));

    private static void AssertNoneButRefuses(Action act)
    {
        if (Record.Exception(act) is { } error) AssertSays(error);
    }

    // Akka asks it for its text, on the thread of the association.
    private static void AssertSays(Exception error)
    {
        Assert.IsAssignableFrom<SerializationException>(error);
        Assert.NotEmpty(error.Message);
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

    private sealed class WordlessSerialization : SerializationException
    {
        public override string Message => throw new InvalidOperationException("no words");
    }

    /// <summary>One that can say what it is, but not for long.</summary>
    private sealed class Fickle : SerializationException
    {
        private int _asked;

        public override string Message =>
            ++_asked < 3 ? "asked once" : throw new InvalidOperationException("asked again");
    }

    internal enum MinePlace
    {
        Manifest,
        ToBinary,
        FromBinary,
    }

    internal sealed record Mine(int Index, MinePlace Place);

    /// <summary>A user's own, which keeps to no rule.</summary>
    internal sealed class MineSerializer(ExtendedActorSystem system)
        : Akka.Serialization.SerializerWithStringManifest(system)
    {
        public override int Identifier => 300;

        public override string Manifest(object o) =>
            ((Mine)o).Place == MinePlace.Manifest ? throw Makers[((Mine)o).Index]() : "x";

        public override byte[] ToBinary(object obj) =>
            ((Mine)obj).Place == MinePlace.ToBinary ? throw Makers[((Mine)obj).Index]() : [(byte)((Mine)obj).Index];

        public override object FromBinary(byte[] bytes, string manifest) => throw Makers[bytes[0]]();
    }

    private sealed class Throwing(ExtendedActorSystem system, Func<Exception> maker) : WeftMessageSerializer(system)
    {
        public override int Identifier => 199;

        private protected override byte[] Encode(object message) => throw maker();

        private protected override object Decode(byte[] bytes, string manifest) => throw maker();

        private protected override string ManifestOf(object message) => throw maker();
    }
}
