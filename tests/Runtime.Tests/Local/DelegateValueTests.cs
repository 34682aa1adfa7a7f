using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>Functions that stand in values, between a client and worker processes.</summary>
public sealed class DelegateValueTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_record_with_a_function_goes_to_a_worker_and_another_comes_back()
    {
        var plus = 3;
        var rule = new Rule("plus", number => number + plus);

        using var used = fixture.Client.Submit(static (Rule sent) => sent.Apply(4), rule);
        using var made = fixture.Client.Submit(
            static times => new Rule("times", number => number * times), 5);

        Assert.Equal(7, await used);
        var back = await made;
        Assert.Equal(("times", 50), (back.Name, back.Apply(10)));
    }

    [Fact]
    public async Task A_record_with_a_function_goes_from_one_worker_to_another()
    {
        var workers = (await fixture.Client.WorkersAsync()).Select(worker => worker.Address).ToArray();
        using var made = fixture.Client.Submit(
            static times => new Rule("times", number => number * times), 5,
            new SubmitOptions { Workers = [workers[0]] });
        using var used = fixture.Client.Submit(
            static (Rule sent) => sent.Apply(4), made, new SubmitOptions { Workers = [workers[1]] });

        Assert.Equal(20, await used);
    }

    [Fact]
    public async Task Workers_in_this_process_take_and_give_them_too()
    {
        await using var cluster = await LocalCluster.StartAsync(new() { Workers = 1, Processes = false });
        await using var client = await cluster.ConnectAsync();
        using var used = client.Submit(static (Rule sent) => sent.Apply(4), new Rule("twice", static n => 2 * n));

        Assert.Equal(8, await used);
    }

    [Fact]
    public async Task A_function_of_an_assembly_that_the_policy_does_not_admit_is_refused_by_name_on_the_worker()
    {
        // The serializer's own assembly: deployed with the worker, and admitted by nobody.
        Func<double, double> foreign = Foreign();
        using var used = fixture.Client.Submit(static (Spread sent) => sent.Of(1.0), new Spread(foreign));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => used.ResultAsync());

        Assert.Contains(
            $"'{foreign.Method.Module.Assembly.GetName().Name}'", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("does not admit", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_refuses_functions_of_what_its_own_serializer_does_not_admit()
    {
        var closed = new WeftSerializer(SerializerRegistry.Default);
        await using var client = await fixture.Cluster.ConnectAsync(new ClientOptions { Serializer = closed });
        using var made = client.Submit(static () => new Rule("same", static number => number));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => made.ResultAsync());

        Assert.Contains("CodeSource", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(typeof(Rule).Assembly.GetName().Name!, error.ToString(), StringComparison.Ordinal);
    }

    private static Func<double, double> Foreign() => Math.Sqrt;

    [WeftSerializable]
    public sealed record Rule(string Name, Func<int, int> Apply);

    [WeftSerializable]
    public sealed record Spread(Func<double, double> Of);
}
