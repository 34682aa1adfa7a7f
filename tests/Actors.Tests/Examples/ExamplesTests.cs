namespace Weft.Actors.Tests;

/// <summary>The programs of examples/, each run as a process of its own.</summary>
public sealed class ExamplesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Two_nodes_exchange_matrices()
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var server = ExampleProgram.Start("Matrices", "serve");
        var address = await server.ReadLineAsync(deadline.Token);
        Assert.Equal(
            "1500 x 1500, right to 1e-9: True\n",
            await ExampleProgram.RunAsync("Matrices", ["ask", address, "1500"], deadline.Token));
    }

    [Fact]
    public async Task An_actor_is_told_values_by_a_family_of_its_own()
    {
        using var deadline = new CancellationTokenSource(Patience);
        Assert.Equal(
            "engine-7: 1000000 samples from 20000 to 20099\n",
            await ExampleProgram.RunAsync("OwnFamily", [], deadline.Token));
    }

    [Fact]
    public async Task A_client_outside_a_cluster_submits_work_to_it()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await using var scheduler = TestNode.Start(NodeRole.Scheduler, "self");
        var address = await scheduler.Said.TextOfAsync("address", Patience);
        await using var worker = TestNode.Start(
            NodeRole.Worker,
            address,
            "weft.worker.admit = [Weft.Submit]",
            $"weft.worker.assemblies = [\"{ExampleProgram.FolderOf("Submit").Replace('\\', '/')}\"]");
        await worker.Said.TextOfAsync("up", Patience);
        Assert.Equal("pi is about 3.14\n", await ExampleProgram.RunAsync("Submit", [address], deadline.Token));
    }
}
