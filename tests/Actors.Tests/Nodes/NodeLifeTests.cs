using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>Nodes in this process: they start, join, leave, are shut out and come back.</summary>
public sealed class NodeLifeTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly string[] Quick =
    [
        "akka.cluster.periodic-tasks-initial-delay = 20ms",
        "akka.cluster.gossip-interval = 100ms",
        "akka.cluster.leader-actions-interval = 100ms",
        "weft.node.rejoin-pause = 100ms",
    ];

    [Fact]
    public async Task A_node_says_what_it_is_and_leaves_when_it_is_told_to()
    {
        await using var scheduler = TestNode.Start(NodeRole.Scheduler, "self", Quick);
        var address = await scheduler.Said.TextOfAsync("address", Patience);
        await scheduler.Said.TextOfAsync("up", Patience);
        await using var worker = TestNode.Start(NodeRole.Worker, address, Quick);
        await worker.Said.TextOfAsync("up", Patience);
        Assert.Equal("weft-worker", await worker.Said.TextOfAsync("roles", Patience));
        Assert.Equal(address, await worker.Said.TextOfAsync("seeds", Patience));
        var first = await worker.Said.TextOfAsync("weft", Patience);
        Assert.Matches("^worker [0-9.]+ on .NET 10.*, process [0-9]+$", first);
        Assert.Matches("^127.0.0.1:[1-9][0-9]*$", await worker.Said.TextOfAsync("data", Patience));

        Assert.Equal(NodeExitCode.Stopped, await worker.StopAsync());
        Assert.Equal("asked to stop", await worker.Said.TextOfAsync("leaving", Patience));
        await AssertSaid(scheduler, "(weft-worker) is exiting");
        Assert.Equal(NodeExitCode.Stopped, await scheduler.StopAsync());
        Assert.Empty(worker.Errors.All.Concat(scheduler.Errors.All));
    }

    [Fact]
    public async Task A_node_that_was_downed_stops_its_work_and_joins_again_with_a_new_system_at_the_same_address()
    {
        await using var scheduler = TestNode.Start(NodeRole.Scheduler, "self", Quick);
        var seed = await scheduler.Said.TextOfAsync("address", Patience);
        await using var worker = TestNode.Start(NodeRole.Worker, seed, Quick);
        var address = await worker.Said.TextOfAsync("address", Patience);
        await worker.Said.TextOfAsync("up", Patience);

        using var observer = ActorSystem.Create(NodeConfig.SystemName, ObserverConfig());
        var cluster = Akka.Cluster.Cluster.Get(observer);
        await cluster.JoinAsync(Address.Parse(seed)).WaitAsync(Patience);
        var first = await MemberAsync(cluster, address, null);
        cluster.Down(first.Address);

        Assert.Contains("tasks and data connections are stopped", await worker.Said.TextOfAsync("cut off", Patience));
        Assert.Equal(address, await worker.Said.TextOfAsync("address", Patience, times: 2));
        await worker.Said.TextOfAsync("up", Patience, times: 2);
        var second = await MemberAsync(cluster, address, first.UniqueAddress);
        Assert.NotEqual(first.UniqueAddress, second.UniqueAddress);
        output.WriteLine(string.Join('\n', worker.Said.All));
        Assert.Equal(NodeExitCode.Stopped, await worker.StopAsync());
    }

    [Fact]
    public async Task A_node_that_another_one_asked_to_leave_does_so()
    {
        await using var scheduler = TestNode.Start(NodeRole.Scheduler, "self", Quick);
        var seed = await scheduler.Said.TextOfAsync("address", Patience);
        await using var worker = TestNode.Start(NodeRole.Worker, seed, Quick);
        var address = await worker.Said.TextOfAsync("address", Patience);
        await worker.Said.TextOfAsync("up", Patience);
        using var observer = ActorSystem.Create(NodeConfig.SystemName, ObserverConfig());
        var cluster = Akka.Cluster.Cluster.Get(observer);
        await cluster.JoinAsync(Address.Parse(seed)).WaitAsync(Patience);

        cluster.Leave(Address.Parse(address));
        Assert.Equal(NodeExitCode.Stopped, await worker.Ended.WaitAsync(Patience));
        Assert.Contains("another node asked this one to leave", await worker.Said.TextOfAsync("leaving", Patience));
    }

    [Fact]
    public async Task A_node_whose_port_is_taken_ends_with_code_5_and_a_line_that_names_it()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var node = TestNode.Start(
            NodeRole.Scheduler, "self", [.. Quick, $"akka.remote.dot-netty.tcp.port = {port}"]);
        Assert.Equal(NodeExitCode.AddressTaken, await node.Ended.WaitAsync(Patience));
        Assert.Contains($"127.0.0.1:{port}", Assert.Single(node.Errors.All));
    }

    [Theory]
    [InlineData(NodeRole.Scheduler)]
    [InlineData(NodeRole.Worker)]
    public async Task A_node_that_others_would_reach_without_tls_ends_before_it_listens(NodeRole role)
    {
        // Whoever tried to listen there would end with another code.
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var node = TestNode.Start(
            role,
            "127.0.0.1:1",
            [.. Quick, "akka.remote.dot-netty.tcp.hostname = 0.0.0.0", $"akka.remote.dot-netty.tcp.port = {port}"]);
        Assert.Equal(NodeExitCode.WrongSettings, await node.Ended.WaitAsync(Patience));
        Assert.Contains(
            "akka.remote.dot-netty.tcp.hostname = 0.0.0.0: is not loopback",
            Assert.Single(node.Errors.All),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_nobody_lets_in_ends_with_code_4_and_a_line_that_names_the_seeds()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var silent = $"127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        await using var node = TestNode.Start(NodeRole.Worker, silent, [.. Quick, "weft.node.join-timeout = 1s"]);
        Assert.Equal(NodeExitCode.NobodyAnswered, await node.Ended.WaitAsync(Patience));
        Assert.Contains($"akka.tcp://weft@{silent}", Assert.Single(node.Errors.All));
        Assert.Contains("weft.node.join-timeout", node.Errors.All[0]);
    }

    [Fact]
    public async Task A_program_outside_the_cluster_learns_its_members_and_its_scheduler()
    {
        await using var scheduler = TestNode.Start(NodeRole.Scheduler, "self", Quick);
        var address = await scheduler.Said.TextOfAsync("address", Patience);
        await scheduler.Said.TextOfAsync("up", Patience);
        await using var outside = NodeClient.Open(new NodeClientOptions
        {
            Contacts = [address.Split('@')[1]],
            Timeout = Patience,
        });
        using var deadline = new CancellationTokenSource(Patience);
        var member = Assert.Single(await outside.MembersAsync(deadline.Token));
        Assert.Equal((address, "up", true, true), (member.Address, member.Status, member.IsReachable, member.IsLeader));
        Assert.Equal(["weft-scheduler"], member.Roles);
        Assert.StartsWith(address, await outside.SchedulerAsync(deadline.Token), StringComparison.Ordinal);
    }

    private static Config ObserverConfig() => ConfigurationFactory.ParseString(
        """
        akka.remote.dot-netty.tcp.port = 0
        akka.cluster.seed-nodes = []
        akka.cluster.gossip-interval = 100ms
        akka.loglevel = ERROR
        """)
        .WithFallback(NodeConfig.Embedded("client"))
        .WithFallback(WeftConfig.Reference);

    private static async Task<Member> MemberAsync(Akka.Cluster.Cluster cluster, string address, UniqueAddress? but)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var member = cluster.State.Members.FirstOrDefault(each => each.Address.ToString() == address
                && each.Status == MemberStatus.Up && !each.UniqueAddress.Equals(but));
            if (member is not null) return member;
            Assert.True(DateTime.UtcNow < until, $"{address} is not among {string.Join(", ", cluster.State.Members)}");
            await Task.Delay(20);
        }
    }

    private static async Task AssertSaid(TestNode node, string text)
    {
        var until = DateTime.UtcNow + Patience;
        while (!node.Said.All.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(DateTime.UtcNow < until, $"no '{text}' in: {string.Join(" | ", node.Said.All)}");
            await Task.Delay(10);
        }
    }
}
