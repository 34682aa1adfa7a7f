using System.Diagnostics;
using Weft.Runtime;
using Weft.Tasks;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>What roles say to each other between two systems.</summary>
public sealed class EngineLinkTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Many_messages_arrive_in_order()
    {
        const int rounds = 400, each = 50;
        await using var systems = new TwoSystems();
        var done = new TaskCompletionSource();
        long next = 0;
        var sink = systems.There.ActorOf(PipeActor.Props((_, mail) =>
        {
            if (mail is not Mail.MessageArrived { Message: WorkerToScheduler.TaskFinished finished }) return;
            if (finished.Run != next++) done.TrySetException(new InvalidOperationException($"{finished.Run}"));
            if (next == rounds * each) done.TrySetResult();
        }));
        var seen = await TwoSystems.SeenFrom(systems.Here, sink, systems.There);
        var to = WeftRoles.AddressOf(systems.Here, seen);
        long sent = 0;
        var source = systems.Here.ActorOf(PipeActor.Props((pipe, mail) =>
        {
            if (mail is not Mail.StopRequested) return;
            for (var i = 0; i < each; i++)
            {
                pipe.Way.Send(to, new WorkerToScheduler.TaskFinished(
                    $"some-function-{sent:x8}", sent, "System.Double", 8, new Instant(sent), new Instant(sent)));
                sent++;
            }
        }));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < rounds; i++) source.Tell(new PostedMail(new Mail.StopRequested("go")), source);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
        output.WriteLine($"{rounds * each / watch.Elapsed.TotalSeconds:N0} messages a second");
    }
}
