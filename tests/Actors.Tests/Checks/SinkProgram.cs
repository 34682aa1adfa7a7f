using System.Buffers.Binary;
using Akka.Actor;
using Akka.Actor.Setup;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>
/// A node that takes data: <c>echo</c> answers, <c>count</c> counts and forgets, <c>list</c> keeps the numbers of slow
/// values, <c>slow</c> does so slowly behind a bounded mailbox. Says its address, and ends with its standard input.
/// </summary>
internal static class SinkProgram
{
    private const string Config =
        """
        akka.stdout-loglevel = OFF
        akka.loglevel = OFF
        few-at-a-time {
          mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka"
          mailbox-capacity = 200
          mailbox-push-timeout-time = 20s
        }
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var registry = new SerializerRegistry();
        SlowValue.Register(registry);
        using var system = ActorSystem.Create("sink", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(TwoSystems.ConfigOf(Config)), new WeftSetup(registry)));
        WeftExtension.Of(system);
        var memory = new MemoryWatch();
        system.ActorOf(Props.Create(() => new Echo()), "echo");
        system.ActorOf(Props.Create(() => new Counter(memory)), "count");
        system.ActorOf(Props.Create(() => new Lister(TimeSpan.Zero)), "list");
        system.ActorOf(
            Props.Create(() => new Lister(TimeSpan.FromMilliseconds(1))).WithMailbox("few-at-a-time"), "slow");
        Console.WriteLine(((ExtendedActorSystem)system).Provider.DefaultAddress);
        await Console.In.ReadToEndAsync();
        await system.Terminate();
        return 0;
    }

    /// <summary>The first eight bytes of a value number it.</summary>
    public static byte[] Numbered(int number, int length)
    {
        var bytes = new byte[length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.TellData(message, Self);
    }

    /// <summary>Asked by longs, answers [count, values out of order, peak of managed bytes].</summary>
    private sealed class Counter(MemoryWatch memory) : UntypedActor
    {
        private long _count;
        private long _last = -1;
        private long _disordered;

        protected override void OnReceive(object message)
        {
            if (message is long[])
            {
                Sender.Tell(new[] { _count, _disordered, memory.PeakBytes });
                return;
            }
            var bytes = (byte[])message;
            if (bytes.Length >= sizeof(long))
            {
                var number = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                if (number <= _last) _disordered++;
                _last = number;
            }
            _count++;
        }
    }

    /// <summary>Asked by longs, answers the numbers of all values that it was told, in their order.</summary>
    private sealed class Lister(TimeSpan pause) : UntypedActor
    {
        private readonly List<long> _numbers = [];

        protected override void OnReceive(object message)
        {
            if (message is long[])
            {
                Sender.TellData(_numbers.ToArray(), Self);
                return;
            }
            _numbers.Add(((SlowValue)message).Number);
            if (pause > TimeSpan.Zero && _numbers.Count % 10 == 0) Thread.Sleep(pause);
        }
    }
}
