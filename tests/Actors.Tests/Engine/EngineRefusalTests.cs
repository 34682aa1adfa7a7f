using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>What a worker on another node refuses fails the future by name; all nodes and roles live on.</summary>
public sealed class EngineRefusalTests
{
    private const string Allowed =
        "weft.serialization.allowed-types = [\"Weft.Actors.Tests.EngineRefusalTests+Secret, Weft.Actors.Tests\"]";

    [Fact]
    public async Task A_refused_module_method_and_assembly_reach_the_client_by_name()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        await using var client = await StartAsync(nodes, "", deadline.Token);
        var own = typeof(OtherBuild).Assembly.GetName().Name!;

        var module = OtherBuild.OfAnotherModule();
        Assert.Equal(42, module());
        await RefusedAsync(
            client, client.Submit(module), deadline.Token,
            OtherBuild.Id.ToString(), OtherBuild.OwnId.ToString(), own, "deploy the same build");
        var method = OtherBuild.OfNoMethodHere();
        Assert.Equal(43, method());
        await RefusedAsync(client, client.Submit(method), deadline.Token, OtherBuild.Gone, nameof(OtherBuild), own);
        await RefusedAsync(
            client, client.Submit(NodeConfig.ParseAddress, "one:1", "akka.tcp"), deadline.Token,
            "'Weft.Actors'", "weft.worker.admit");
    }

    [Theory]
    [InlineData("", "Weft.Actors.Tests.EngineRefusalTests+Secret")]
    [InlineData(Allowed + "\nweft.serialization.deserializers = [dask]", "pickle")]
    public async Task A_refused_type_or_family_of_an_argument_reaches_the_client_by_name(string worker, string named)
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        await using var client = await StartAsync(nodes, worker, deadline.Token);
        var future = client.Submit(TextOf, new Secret("x"));
        await RefusedAsync(client, future, deadline.Token, named);
    }

    private static async Task<Client> StartAsync(EngineNodes nodes, string worker, CancellationToken cancellation)
    {
        WeftRoles.JoinAsScheduler(await nodes.JoinAsync(WeftRoles.SchedulerRole));
        WeftRoles.JoinAsWorker(await nodes.JoinAsync(WeftRoles.WorkerRole, worker), EngineNodes.Worker("w"));
        var client = await EngineNodes.ConnectAsync(nodes.Outside(Allowed), cancellation);
        await EngineNodes.FirstWorkerAsync(client);
        return client;
    }

    private static async Task RefusedAsync<T>(
        Client client, Future<T> future, CancellationToken cancellation, params string[] names)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => future.ResultAsync(cancellation));
        foreach (var name in names) Assert.Contains(name, error.Message, StringComparison.Ordinal);

        // The next one runs on the same worker, and nobody was lost.
        Assert.Equal(42, await client.Submit(OtherBuild.Answer).ResultAsync(cancellation));
        var status = await client.StatusAsync(cancellation);
        Assert.Equal((0, 1), (status.WorkersLost, status.Workers.Count));
        Assert.True(status.Workers[0].IsReachable);
    }

    private static string TextOf(Secret secret) => secret.Text;

    internal sealed record Secret(string Text);
}
