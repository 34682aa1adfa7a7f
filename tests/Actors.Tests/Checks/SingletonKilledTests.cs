using System.Globalization;
using Weft.Runtime;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>
/// The process with the scheduler in it is killed, in clusters of several numbers of scheduler nodes and workers. With
/// three scheduler nodes the rest goes on; with fewer no resolver can have it so each time, and the rest waits for the
/// node to come back on its port. Nobody waits for ever, and nobody goes on as two clusters.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class SingletonKilledTests(ITestOutputHelper output)
{
    private const string Lease = "weft.client.lease-timeout=4s";

    private const string Quick =
        "akka.loglevel=OFF;akka.cluster.periodic-tasks-initial-delay=50ms;akka.cluster.gossip-interval=100ms;"
        + "akka.cluster.leader-actions-interval=100ms;akka.cluster.unreachable-nodes-reaper-interval=200ms;"
        + "akka.cluster.failure-detector.heartbeat-interval=300ms;"
        + "akka.cluster.failure-detector.acceptable-heartbeat-pause=2s;"
        + "akka.cluster.split-brain-resolver.stable-after=1s;akka.cluster.retry-unsuccessful-join-after=1s;"
        + Lease;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public async Task After_its_scheduler_was_killed_a_cluster_works_again(int schedulers, int workers)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var nodes = new List<ChildProcess>();
        try
        {
            var seeds = new List<string>();
            for (var i = 0; i < schedulers; i++)
            {
                // Oldest first: the singleton runs on it.
                nodes.Add(Start("scheduler", 0, [.. seeds, "self"]));
                seeds.Add(await AddressAsync(nodes[^1]));
                await nodes[^1].ReadLineAsync("up ");
            }
            for (var i = 0; i < workers; i++) nodes.Add(Start("worker", 0, seeds));

            await using var outside = NodeClient.Open(new NodeClientOptions
            {
                Contacts = seeds,
                Hostname = "127.0.0.1",
                Timeout = Patience,
                Settings = [Lease],
            });
            await using (var client = await WorkingAsync(outside, workers, deadline.Token))
            {
                var lost = client.Submit(Sleep, 60_000);
                nodes[0].Kill();
                await Assert.ThrowsAsync<SchedulerLostException>(() => lost.ResultAsync(deadline.Token));
            }
            if (schedulers < 3)
            {
                var port = int.Parse(seeds[0][(seeds[0].LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
                nodes.Add(Start("scheduler", port, ["self", .. seeds.Skip(1)]));
            }
            await using var next = await WorkingAsync(outside, workers, deadline.Token);
            await WholeAsync(outside, workers + Math.Min(schedulers, 2), deadline.Token);
        }
        catch
        {
            foreach (var node in nodes) output.WriteLine($"--- a node said:\n{node.Explain()}");
            throw;
        }
        finally
        {
            foreach (var node in nodes) node.Dispose();
        }
    }

    private static ChildProcess Start(string role, int port, IEnumerable<string> seeds) => ChildProcess.Start(
        "member", role, $"WEFT_PORT={port}", "WEFT_HOSTNAME=127.0.0.1", $"WEFT_SEEDS={string.Join(',', seeds)}",
        $"WEFT_SET={Quick}", "WEFT_THREADS=1", $"WEFT_ADMIT={typeof(SingletonKilledTests).Assembly.GetName().Name}");

    private static async Task<string> AddressAsync(ChildProcess node) =>
        (await node.ReadLineAsync("address "))["address ".Length..].Trim();

    // A client whose scheduler has all workers and runs what it is given.
    private static async Task<Client> WorkingAsync(NodeClient outside, int workers, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Client? client = null;
            try
            {
                client = await outside.ConnectAsync(new ClientOptions(), cancellation);
                while ((await client.StatusAsync(cancellation)).Workers.Count(each => each.IsReachable) != workers)
                    await Task.Delay(100, cancellation);
                Assert.Equal(5, await client.Submit(Sleep, 5).ResultAsync(cancellation));
                return client;
            }
            catch (SchedulerLostException)
            {
                // The killed one, of which the node that was asked had not heard yet.
                if (client is not null) await client.DisposeAsync();
            }
        }
    }

    private static async Task WholeAsync(NodeClient outside, int members, CancellationToken cancellation)
    {
        while (true)
        {
            var seen = await outside.MembersAsync(cancellation);
            if (seen.Count == members && seen.All(member => member is { Status: "up", IsReachable: true })) return;
            await Task.Delay(100, cancellation);
        }
    }

    private static int Sleep(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return milliseconds;
    }
}
