using System.Security.Cryptography;
using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>
/// A node in a process of its own, for tests: says its address, and ends with its standard input. <c>node provider</c>
/// has Weft's references.
/// </summary>
internal static class NodeProgram
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not (["node"] or ["node", "provider"]))
        {
            await Console.Error.WriteLineAsync("this program is started by the tests: node [provider]");
            return 2;
        }
        var references = args.Length == 2 ? ProviderSystems.Provider : "";
        using var system = ActorSystem.Create(
            "child", TwoSystems.ConfigOf($"akka.stdout-loglevel = OFF\nakka.loglevel = OFF\n{references}"));
        WeftExtension.Of(system);
        system.ActorOf(Props.Create(() => new Hasher()), "hasher");
        system.ActorOf(Props.Create(() => new Measurer()), "measurer");
        Console.WriteLine(((ExtendedActorSystem)system).Provider.DefaultAddress);
        await Console.In.ReadToEndAsync();
        await system.Terminate();
        return 0;
    }

    /// <summary>Answers bytes by their hash.</summary>
    private sealed class Hasher : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.TellData(SHA256.HashData((byte[])message), Self);
    }

    /// <summary>
    /// Answers numbers by their checksum and by the most memory that the process took, in bytes, since it was asked to
    /// begin.
    /// </summary>
    private sealed class Measurer : UntypedActor
    {
        private long _before;

        protected override void OnReceive(object message)
        {
            if (message is not double[] numbers)
            {
                _before = ProcessMemory.Begin();
                Sender.Tell("begun");
                return;
            }
            var peak = ProcessMemory.PeakBytes - _before;
            Sender.Tell(new[] { numbers.LongLength, Checksum.Of(numbers), peak }, Self);
        }
    }
}
