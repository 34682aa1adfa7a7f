using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weft.Runtime;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>Scheduler and worker in two systems, a client in the first: what the local engine does, over Akka.</summary>
public sealed class RolesTests(ITestOutputHelper output) : TestKit(TwoSystems.ConfigOf(""), nameof(RolesTests), output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_client_submits_a_function_of_an_array_and_gets_the_result()
    {
        await using var systems = new TwoSystems();
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token);

        var array = Enumerable.Range(0, 100_000).Select(i => i * 0.5).ToArray();
        var future = client.Submit(Sum, array);
        Assert.Equal(array.Sum(), await future.ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task An_array_is_scattered_used_where_it_lies_and_gathered_again()
    {
        await using var systems = new TwoSystems();
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token);

        var array = Enumerable.Range(0, 500_000).Select(i => (double)i).ToArray();
        var data = await client.ScatterAsync(array, cancellation: deadline.Token);
        var factor = 3.0;
        var scaled = client.Submit(values => values.Select(v => v * factor).ToArray(), data);
        var total = client.Submit(Sum, scaled);

        Assert.Equal(array.Sum() * factor, await total.ResultAsync(deadline.Token));
        Assert.Equal(array, await data.ResultAsync(deadline.Token));
        Assert.NotSame(array, await data.ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task An_exception_arrives_as_its_own_type_with_the_remote_stack()
    {
        await using var systems = new TwoSystems();
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token);

        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.Submit(Fail, 7).ResultAsync(deadline.Token));
        Assert.Contains("seven is too many", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Fail), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_without_a_policy_runs_nothing_and_says_why()
    {
        await using var systems = new TwoSystems();
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token, CodePolicy.Nothing);

        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => client.Submit(Sum, new[] { 1.0 }).ResultAsync(deadline.Token));
        Assert.Contains("Weft.Actors.Tests", error.Message, StringComparison.Ordinal);

        // The worker and the association live on.
        Assert.Single(await client.WorkersAsync(deadline.Token));
    }

    [Fact]
    public async Task A_worker_that_stops_is_lost_and_its_task_waits_for_another()
    {
        await using var systems = new TwoSystems();
        using var deadline = new CancellationTokenSource(Patience);
        var scheduler = WeftRoles.StartScheduler(systems.Here);
        var seen = await TwoSystems.SeenFrom(systems.There, scheduler, systems.Here);
        var first = WeftRoles.StartWorker(systems.There, seen, Options("first"));
        await using var client = await WeftRoles.ConnectAsync(systems.Here, scheduler, null, deadline.Token);
        var kept = client.Submit(Sum, new[] { 1.0, 2.0 });
        Assert.Equal(3.0, await kept.ResultAsync(deadline.Token));

        first.Tell(PoisonPill.Instance);
        await AwaitConditionAsync(async () => (await client.WorkersAsync(deadline.Token)).Count == 0, Patience);
        WeftRoles.StartWorker(systems.There, seen, Options("second"));

        Assert.Equal(6.0, await client.Submit(Twice, kept).ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task A_job_runs_while_every_message_is_serialized_even_within_a_system()
    {
        await using var systems = new TwoSystems("akka.actor.serialize-messages = on");
        using var deadline = new CancellationTokenSource(Patience);
        var scheduler = WeftRoles.StartScheduler(systems.Here);
        var seen = await TwoSystems.SeenFrom(systems.There, scheduler, systems.Here);
        WeftRoles.StartWorker(systems.There, seen, Options("far"));
        WeftRoles.StartWorker(systems.Here, scheduler, Options("near"));
        await using var client = await WeftRoles.ConnectAsync(systems.Here, scheduler, null, deadline.Token);
        await AwaitConditionAsync(async () => (await client.WorkersAsync(deadline.Token)).Count == 2, Patience);

        var data = await client.ScatterAsync(new[] { 1.0, 2.0, 3.0 }, cancellation: deadline.Token);
        var futures = Enumerable.Range(0, 20).Select(i => client.Submit(values => values.Sum() + i, data)).ToArray();
        for (var i = 0; i < futures.Length; i++) Assert.Equal(6.0 + i, await futures[i].ResultAsync(deadline.Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.Submit(Fail, 7).ResultAsync(deadline.Token));
    }

    private static async Task<Client> StartAsync(
        TwoSystems systems, CancellationToken cancellation, CodePolicy? code = null)
    {
        var scheduler = WeftRoles.StartScheduler(systems.Here);
        var seen = await TwoSystems.SeenFrom(systems.There, scheduler, systems.Here);
        WeftRoles.StartWorker(systems.There, seen, Options("worker") with { Code = code ?? Own });
        var client = await WeftRoles.ConnectAsync(systems.Here, scheduler, null, cancellation);
        await EngineNodes.FirstWorkerAsync(client);
        return client;
    }

    private static CodePolicy Own => CodePolicy.Admit([typeof(RolesTests).Assembly.GetName().Name!]);

    private static WorkerActorOptions Options(string name) => new() { Name = name, Code = Own };

    private static double Sum(double[] values) => values.Sum();

    private static double Twice(double value) => 2 * value;

    private static int Fail(int value) => throw new ArgumentOutOfRangeException(nameof(value), "seven is too many");
}
