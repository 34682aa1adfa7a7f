using Akka.Actor;
using Akka.Cluster;
using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>
/// A member of the cluster at the given address: a worker with many threads for the scheduler there, and an actor
/// <c>count</c> that forgets what it is told. Ends with its standard input.
/// </summary>
internal static class BlockedProgram
{
    public const string Config =
        """
        akka.stdout-loglevel = OFF
        akka.loglevel = OFF
        akka.actor.provider = cluster
        akka.cluster.failure-detector {
          implementation-class = "Weft.Actors.Tests.RecordingDetector, Weft.Actors.Tests"
          heartbeat-interval = 100ms
          acceptable-heartbeat-pause = 20s
        }
        """;

    public const int Threads = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        using var system = ActorSystem.Create("weft", TwoSystems.ConfigOf(Config));
        WeftExtension.Of(system);
        system.ActorOf(Props.Create(() => new Forgetful()), "count");
        var seed = Address.Parse(args[0]);
        await Cluster.Get(system).JoinAsync(seed, CancellationToken.None);
        var scheduler = await system.ActorSelection(new RootActorPath(seed) / "user" / "weft-scheduler")
            .ResolveOne(TimeSpan.FromSeconds(20));
        WeftRoles.StartWorker(system, scheduler, new WorkerActorOptions
        {
            Threads = Threads,
            Code = CodePolicy.Admit([typeof(BlockedProgram).Assembly.GetName().Name!]),
        });
        Console.WriteLine(Cluster.Get(system).SelfAddress);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private sealed class Forgetful : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
