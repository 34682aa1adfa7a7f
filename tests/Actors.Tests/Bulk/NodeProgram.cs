using System.Security.Cryptography;
using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>A node in a process of its own, for tests: says its address, and ends with its standard input.</summary>
internal static class NodeProgram
{
    public static async Task<int> Main(string[] args)
    {
        if (ChildPrograms.Find(args) is { } program) return await program(args[1..]);
        if (args is not ["node"])
        {
            await Console.Error.WriteLineAsync("this program is started by the tests, with the argument: node");
            return 2;
        }
        using var system = ActorSystem.Create(
            "child", TwoSystems.ConfigOf("akka.stdout-loglevel = OFF, akka.loglevel = OFF"));
        WeftExtension.Of(system);
        system.ActorOf(Props.Create(() => new Hasher()), "hasher");
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
}
