using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>
/// A node that tells the actor at the given path arrays of ints, large and small in turn, each filled with its number,
/// until it is killed.
/// </summary>
internal static class PumpProgram
{
    public const int LargeLength = 2_000_000;

    public static async Task<int> RunAsync(string[] args)
    {
        using var system = ActorSystem.Create(
            "pump", TwoSystems.ConfigOf("akka.stdout-loglevel = OFF\nakka.loglevel = OFF"));
        var target = await system.ActorSelection(args[0]).ResolveOne(TimeSpan.FromSeconds(20));
        var sends = new Queue<Task>();
        for (var number = 0; ; number++)
        {
            var array = new int[number % 2 == 0 ? LargeLength : 100];
            Array.Fill(array, number);
            sends.Enqueue(target.TellData(array, null));
            if (sends.Count > 20) await sends.Dequeue();
        }
    }
}
