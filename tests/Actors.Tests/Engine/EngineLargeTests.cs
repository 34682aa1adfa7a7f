using Akka.Configuration;
using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>Messages that exceed the frame of remoting, and whose code a worker runs.</summary>
public sealed class EngineLargeTests
{
    [Fact]
    public async Task A_function_that_captured_megabytes_runs_and_its_neighbours_keep_their_order()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        await using var client = await StartAsync(nodes, "", deadline.Token);
        var futures = new List<(double Expected, Future<double> Future)>();
        for (var i = 0; i < 4; i++)
        {
            var captured = Enumerable.Range(0, 400_000 * (i + 1)).Select(v => (double)v).ToArray();
            var number = i;
            futures.Add((captured.Sum() + number, client.Submit(() => captured.Sum() + number)));
            for (var j = 0; j < 20; j++)
            {
                var small = (i * 100) + j;
                futures.Add((small, client.Submit(() => (double)small)));
            }
        }

        foreach (var (expected, future) in futures) Assert.Equal(expected, await future.ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task An_exception_of_megabytes_reaches_the_client()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        await using var client = await StartAsync(nodes, "", deadline.Token);
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => client.Submit(FailAtLength, 3_000_000).ResultAsync(deadline.Token));
        Assert.Contains("long", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await client.Submit(() => 1).ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task What_the_other_node_does_not_take_fails_its_futures_with_the_reason()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        await using var client = await StartAsync(
            nodes, "weft.serialization.limits.payload-bytes-max = 2000000", deadline.Token);
        var captured = new double[1_000_000];
        var future = client.Submit(() => captured.Sum());
        var error = await Assert.ThrowsAsync<SchedulerLostException>(() => future.ResultAsync(deadline.Token));
        Assert.Contains("bytes did not arrive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_runs_while_every_message_is_serialized_even_within_a_system()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        await using var client = await StartAsync(nodes, "akka.actor.serialize-messages = on", deadline.Token);
        await EngineNodes.FirstWorkerAsync(client);
        var data = await client.ScatterAsync(new[] { 1.0, 2.0, 3.0 }, cancellation: deadline.Token);
        var futures = Enumerable.Range(0, 50).Select(i => client.Submit(values => values.Sum() + i, data)).ToArray();
        for (var i = 0; i < futures.Length; i++) Assert.Equal(6.0 + i, await futures[i].ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task A_worker_by_its_configuration_runs_nothing_unless_admitted_and_says_so()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        WeftRoles.JoinAsScheduler(await nodes.JoinAsync(WeftRoles.SchedulerRole));
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole, "weft.worker.name = careful");
        WeftRoles.JoinAsWorker(second);
        await using var client = await EngineNodes.ConnectAsync(second, deadline.Token);
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => client.Submit(FailAtLength, 1).ResultAsync(deadline.Token));
        Assert.Contains("Weft.Actors.Tests", error.Message, StringComparison.Ordinal);
        Assert.Contains("weft.worker.admit", error.Message, StringComparison.Ordinal);
        var worker = Assert.Single((await client.StatusAsync(deadline.Token)).Workers).Worker;
        Assert.Equal(("careful", Environment.ProcessorCount), (worker.Name, worker.Threads));
    }

    [Theory]
    [InlineData("admit = [Contoso.Nowhere]", "'Contoso.Nowhere'")]
    [InlineData("assemblies = [\"/no/such/directory\"]", "/no/such/directory")]
    public async Task A_missing_assembly_or_directory_stops_the_start_with_one_line(string setting, string named)
    {
        await using var nodes = new EngineNodes();
        var system = await nodes.JoinAsync(WeftRoles.WorkerRole, $"weft.worker {{ {setting} }}");
        var error = Assert.Throws<ConfigurationException>(() => WeftRoles.JoinAsWorker(system));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static async Task<Client> StartAsync(EngineNodes nodes, string extra, CancellationToken cancellation)
    {
        WeftRoles.JoinAsScheduler(await nodes.JoinAsync(WeftRoles.SchedulerRole, extra));
        WeftRoles.JoinAsWorker(await nodes.JoinAsync(WeftRoles.WorkerRole, extra), EngineNodes.Worker("w"));
        return await EngineNodes.ConnectAsync(nodes.Outside(extra), cancellation);
    }

    private static double FailAtLength(int length) =>
        throw new InvalidOperationException("long" + new string('x', length));
}
