using System.Diagnostics;
using System.Runtime.Serialization;
using Akka.Actor;
using Weft.Serialization;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>
/// Whatever a serializer's method does on a live association, the next ping comes back in no time: a broken association
/// takes 4.8 s to come back.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class SerializerFaultTests(ITestOutputHelper output)
{
    private const int PingMsMax = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Func<Exception?>[] Makers =
    [
        () => null, () => new InvalidOperationException("x"), () => new NullReferenceException(),
        () => new OutOfMemoryException(), () => new InsufficientMemoryException(), () => new AccessViolationException(),
        () => new InsufficientExecutionStackException(), () => new CheckException("x"), () => new TimeoutException(),
        () => new OperationCanceledException(), () => new ObjectDisposedException("x"),
        () => new AggregateException(new IOException(), new AggregateException()), () => new WireFormatException("x"),
        () => new DeserializationRefusedException("x"), () => new SerializationFailedException("x"),
        () => new SerializationException("x"), () => new ArgumentException("x"), () => new ThreadInterruptedException(),
        () => new TypeInitializationException("x", null), () => new KeyNotFoundException(), () => new Wordless(),
        () => new Fickle(), () => new IOException("x", new Wordless()),
        () => new InvalidOperationException(new string('x', 300_000)), () => new WordlessSerialization(),
    ];

    public enum Place
    {
        ToBinary,
        Manifest,
        FromBinary,
    }

    public enum Way
    {
        Tell,
        TellSmallData,
        TellLargeData,
    }

    private const string Quiet = "akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n";

    [Fact]
    public async Task A_method_of_a_serializer_that_throws_or_returns_null_costs_its_own_message_only()
    {
        await using var systems = new TwoSystems(
            Quiet +
            """
            akka.actor {
              serializers.faulty = "Weft.Actors.Tests.SerializerFaultTests+Faulty, Weft.Actors.Tests"
              serialization-bindings { "Weft.Actors.Tests.SerializerFaultTests+Fuse, Weft.Actors.Tests" = faulty }
            }
            """);
        var ping = await Pings.StartAsync(systems);
        foreach (var place in Enum.GetValues<Place>())
        {
            for (var index = 0; index < Makers.Length; index++)
                await ping.AfterAsync($"{place} {index}", () => ping.Remote.Tell(new Fuse(place, index)));
        }
        output.WriteLine(ping.ToString());
    }

    [Fact]
    public async Task What_a_users_serializer_throws_inside_a_message_of_Akkas_costs_that_message_only()
    {
        await using var systems = new TwoSystems(
            Quiet +
            """
            akka.actor {
              serializers {
                unruly = "Weft.Actors.Tests.SerializerFaultTests+Unruly, Weft.Actors.Tests"
                akka-misc = "Weft.Actors.WeftMiscSerializer, Weft.Actors"
              }
              serialization-bindings { "Weft.Actors.Tests.SerializerFaultTests+Fuse, Weft.Actors.Tests" = unruly }
            }
            """);
        var ping = await Pings.StartAsync(systems);
        foreach (var place in Enum.GetValues<Place>())
        {
            for (var index = 0; index < Makers.Length; index++)
            {
                await ping.AfterAsync(
                    $"{place} {index}", () => ping.Remote.Tell(new Status.Success(new Fuse(place, index))));
            }
        }
        output.WriteLine(ping.ToString());
    }

    [Fact]
    public async Task What_the_sample_files_refuse_costs_its_own_message_only()
    {
        await using var systems = new TwoSystems(
            Quiet + Forged.Binding,
            there:
            """
            akka.actor.serializers {
              json = "Weft.Actors.WeftRefuseJsonSerializer, Weft.Actors"
              akka-misc = "Weft.Actors.WeftMiscSerializer, Weft.Actors"
              akka-system-msg = "Weft.Actors.WeftSystemMessageSerializer, Weft.Actors"
              daemon-create = "Weft.Actors.WeftRefuseDeploymentSerializer, Weft.Actors"
            }
            """);
        var ping = await Pings.StartAsync(systems);
        await ping.AfterAsync("json", () => ping.Remote.Tell(new Fuse(Place.ToBinary, 0)));
        await ping.AfterAsync("failure", () => ping.Remote.Tell(new Status.Failure(new IOException())));
        foreach (var type in new[] { "Watch", "Failed", "Nothing" })
        {
            await ping.AfterAsync(
                type, () => ping.Remote.Tell(new Forged(22, $"Akka.Dispatch.SysMsg.{type}, Akka", [255, 255])));
        }
        await ping.AfterAsync("deployment", () => PlantedActor.Plant(systems.Here, ping.Remote.Path.Address));
    }

    [Theory]
    [InlineData("weft-admin")]
    [InlineData("weft-task")]
    [InlineData("weft-bulk")]
    public async Task A_message_bound_to_the_wrong_one_of_Wefts_serializers_costs_itself_only(string serializer)
    {
        await using var systems = new TwoSystems(
            $$"""
            {{Quiet}}
            akka.actor.serialization-bindings {
              "Weft.Actors.Tests.SerializerFaultTests+Fuse, Weft.Actors.Tests" = {{serializer}}
            }
            """);
        var ping = await Pings.StartAsync(systems);
        await ping.AfterAsync(serializer, () => ping.Remote.Tell(new Fuse(Place.ToBinary, 1)));
    }

    [Theory]
    [InlineData(Way.Tell)]
    [InlineData(Way.TellSmallData)]
    [InlineData(Way.TellLargeData)]
    public async Task Whatever_a_users_code_throws_costs_its_own_message_only(Way way)
    {
        await using var systems = new TwoSystems(
            Quiet +
            """
            akka.actor.serialization-bindings {
              "Weft.Actors.Tests.SerializerFaultTests+Fuse, Weft.Actors.Tests" = weft-data
            }
            """,
            registry => registry.Register<Fuse>(Dump, Load));
        var ping = await Pings.StartAsync(systems);
        var bytes = way == Way.TellLargeData ? 100_000 : 10;
        foreach (var place in new[] { Place.ToBinary, Place.FromBinary })
        {
            for (var index = 0; index < Makers.Length; index++)
            {
                var fuse = new Fuse(place, index) { Ballast = new byte[bytes] };
                await ping.AfterAsync($"{way} {place} {index}", () =>
                {
                    if (way == Way.Tell) ping.Remote.Tell(fuse);
                    else if (Makers[index]() is null && place == Place.ToBinary) ping.Remote.TellData(fuse, null);
                    else ping.Sent.Add(ping.Remote.TellData(fuse, null));
                });
            }
        }
        foreach (var sent in ping.Sent)
        {
            var error = await Assert.ThrowsAsync<DataSendException>(() => sent.WaitAsync(Patience));
            // A broken invariant, whoever throws it, ends the data connection on which it was found.
            Assert.True(
                error.Reason is DataSendFailure.EncodeFailed or DataSendFailure.DecodeRefused
                || (error.Reason == DataSendFailure.PeerGone
                    && error.Message.Contains(nameof(CheckException), StringComparison.Ordinal)),
                $"{ping.Sent.IndexOf(sent)}: {error.Reason}: {error.Message}");
        }
        output.WriteLine(ping.ToString());
    }

    private static Payload Dump(Fuse fuse)
    {
        // Null declines: another family takes the value, and it arrives.
        if (fuse.Place == Place.ToBinary) return Makers[fuse.Index]() is { } error ? throw error : null!;
        return new Payload(new HeaderBuilder().Set("index", fuse.Index).Build(), fuse.Ballast);
    }

    private static Fuse Load(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        Assert.True(header.TryGetInt64("index", out var index));
        return Makers[index]() is { } error ? throw error : null!;
    }

    internal sealed record Fuse(Place Place, int Index)
    {
        public byte[] Ballast { get; init; } = [];
    }

    internal sealed class Faulty(ExtendedActorSystem system) : WeftMessageSerializer(system)
    {
        public override int Identifier => 199;

        private protected override byte[] Encode(object message)
        {
            var fuse = (Fuse)message;
            return fuse.Place == Place.ToBinary ? Fail<byte[]>(fuse.Index) : [(byte)fuse.Index];
        }

        private protected override string ManifestOf(object message)
        {
            var fuse = (Fuse)message;
            return fuse.Place == Place.Manifest ? Fail<string>(fuse.Index) : "f";
        }

        private protected override object Decode(byte[] bytes, string manifest) => Fail<object>(bytes[0]);

        public static T Fail<T>(int index)
            where T : class => Makers[index]() is { } error ? throw error : null!;
    }

    /// <summary>As <see cref="Faulty"/>, with nothing of Weft's around it.</summary>
    internal sealed class Unruly(ExtendedActorSystem system)
        : Akka.Serialization.SerializerWithStringManifest(system)
    {
        public override int Identifier => 198;

        public override string Manifest(object o) =>
            ((Fuse)o).Place == Place.Manifest ? Faulty.Fail<string>(((Fuse)o).Index) : "f";

        public override byte[] ToBinary(object obj) => ((Fuse)obj).Place == Place.ToBinary
            ? Faulty.Fail<byte[]>(((Fuse)obj).Index)
            : [(byte)((Fuse)obj).Index];

        public override object FromBinary(byte[] bytes, string manifest) => Faulty.Fail<object>(bytes[0]);
    }

    /// <summary>An exception that cannot say what it is.</summary>
    private sealed class Wordless : Exception
    {
        public override string Message => throw new InvalidOperationException("no words");

        public override string? StackTrace => throw new InvalidOperationException("no trace");
    }

    private sealed class WordlessSerialization : SerializationException
    {
        public override string Message => throw new InvalidOperationException("no words");
    }

    /// <summary>An exception that can say what it is, but not for long.</summary>
    private sealed class Fickle : Exception
    {
        private int _asked;

        public override string Message =>
            ++_asked < 3 ? "asked once" : throw new InvalidOperationException("asked again");
    }

    /// <summary>Pings, after each fault and, for comparison, after none.</summary>
    private sealed class Pings
    {
        private const int AttemptsMax = 5;
        private static readonly int[] Word = [1, 2, 3];

        private readonly List<double> _trips = [];
        private double _idleMs;

        public required IActorRef Remote { get; init; }

        public List<Task> Sent { get; } = [];

        public static async Task<Pings> StartAsync(TwoSystems systems)
        {
            var echo = systems.There.ActorOf(Props.Create(() => new Echo()), "echo");
            var ping = new Pings { Remote = await TwoSystems.SeenFrom(systems.Here, echo, systems.There) };
            await ping.Remote.TellData(Word, null).WaitAsync(Patience);
            for (var i = 0; i < 20; i++) await ping.TripMsAsync();
            for (var i = 0; i < 50; i++) ping._idleMs = Math.Max(ping._idleMs, await ping.TripMsAsync());
            return ping;
        }

        public async Task AfterAsync(string what, Action fault)
        {
            // Another program may have had its turn; an association that breaks, for seconds, does so each time.
            var trip = double.MaxValue;
            for (var attempt = 0; attempt < AttemptsMax && trip > PingMsMax + _idleMs; attempt++)
            {
                fault();
                trip = await TripMsAsync();
            }

            _trips.Add(trip);
            Assert.True(trip <= PingMsMax + _idleMs, $"{what}: a ping took {trip:0} ms, {_idleMs:0} ms without faults");
        }

        public override string ToString() =>
            $"pings: at most {_idleMs:0.0} ms idle, {_trips.Max():0.0} ms after a fault";

        private async Task<double> TripMsAsync()
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(Word, await Remote.Ask<int[]>(Word, Patience));
            return watch.Elapsed.TotalMilliseconds;
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
