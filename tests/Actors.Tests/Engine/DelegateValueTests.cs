using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>Functions that stand in values, between nodes.</summary>
public sealed class DelegateValueTests
{
    private const string Quiet = "akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n";
    private static readonly string Own = typeof(DelegateValueTests).Assembly.GetName().Name!;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_record_with_a_function_goes_to_a_worker_that_admits_its_code_and_one_comes_back()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await using var systems = new TwoSystems(
            Quiet, registry => registry.AllowType(typeof(Rule)), sameName: true);
        await using var client = await StartAsync(systems, CodePolicy.Admit([Own]), deadline.Token);

        using var used = client.Submit(static (Rule sent) => sent.Apply(4), new Rule(static number => number + 3));
        Assert.Equal(7, await used.ResultAsync(deadline.Token));

        // The client's own node admits nothing: it says so, and what to do.
        using var made = client.Submit(static () => new Rule(static number => number));
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => made.ResultAsync(deadline.Token));
        Assert.Contains($"'{Own}'", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("weft.serialization.functions-of", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_whose_configuration_names_the_assembly_gets_the_function()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await using var systems = new TwoSystems(
            Quiet + $"weft.serialization.functions-of = [\"{Own}\"]",
            registry => registry.AllowType(typeof(Rule)),
            sameName: true);
        await using var client = await StartAsync(systems, CodePolicy.Admit([Own]), deadline.Token);

        using var made = client.Submit(static () => new Rule(static number => 2 * number));

        Assert.Equal(8, (await made.ResultAsync(deadline.Token)).Apply(4));
    }

    // The scheduler and the client here, the worker there.
    private static async Task<Client> StartAsync(TwoSystems systems, CodePolicy code, CancellationToken cancellation)
    {
        var scheduler = WeftRoles.StartScheduler(systems.Here);
        var seen = await TwoSystems.SeenFrom(systems.There, scheduler, systems.Here);
        WeftRoles.StartWorker(systems.There, seen, new WorkerActorOptions { Name = "worker", Code = code });
        var client = await WeftRoles.ConnectAsync(systems.Here, scheduler, null, cancellation);
        while ((await client.WorkersAsync(cancellation)).Count == 0) await Task.Delay(20, cancellation);
        return client;
    }

    internal sealed record Rule(Func<int, int> Apply);
}
