using Weft.Serialization;

namespace Weft.Runtime.Tests;

public sealed class ClusterSerializerTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private static readonly string[] WithoutPickle = ["dask", "msgpack"];

    [Fact]
    public async Task A_client_without_pickle_works_with_simple_values()
    {
        await using var client = await Connect();

        using var two = client.Submit(static (int number) => number + 1, 1);
        using var data = await client.ScatterAsync(WorkerFunctions.Ramp(10));
        using var sum = client.Submit(WorkerFunctions.Sum, data);

        Assert.Equal(2, await two);
        Assert.Equal(45, await sum);
    }

    [Fact]
    public async Task A_client_without_pickle_cannot_send_an_object()
    {
        await using var client = await Connect();

        var scattered = await Assert.ThrowsAnyAsync<Exception>(() => client.ScatterAsync(new Shape { Width = 1 }));
        var submitted = Assert.ThrowsAny<Exception>(
            () => client.Submit(static (Shape shape) => shape.Width, new Shape { Width = 1 }));

        Assert.Contains(nameof(Shape), scattered.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(Shape), submitted.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_is_made_and_used_on_workers_but_does_not_reach_a_client_without_pickle()
    {
        await using var client = await Connect();
        using var shape = client.Submit(static () => new Shape { Width = 2, Height = 3 });
        using var area = client.Submit(static (Shape made) => made.Width * made.Height, shape);

        Assert.Equal(6, await area);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => shape.ResultAsync());
        Assert.Contains(nameof(Shape), error.ToString(), StringComparison.Ordinal);

        using var two = client.Submit(static (int number) => number + 1, 1);
        Assert.Equal(2, await two);
    }

    [Fact]
    public async Task An_exception_in_a_family_that_the_client_does_not_accept_arrives_by_its_words()
    {
        await using var client = await fixture.Cluster.ConnectAsync(
            new ClientOptions { Deserializers = ["msgpack"] });
        using var failing = client.Submit(WorkerFunctions.Throw, 42);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => failing.ResultAsync());

        Assert.Equal(typeof(ArgumentOutOfRangeException).FullName, error.RemoteTypeName);
        Assert.Contains("thrown on a worker", error.RemoteText, StringComparison.Ordinal);
        Assert.Contains(nameof(WorkerFunctions.Throw), error.RemoteStack, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Families_that_nobody_has_registered_are_refused_at_the_start(bool processes)
    {
        var wrong = new LocalClusterOptions { Workers = 1, Processes = processes, Serializers = ["dask", "nope"] };

        var started = await Assert.ThrowsAnyAsync<ArgumentException>(() => LocalCluster.StartAsync(wrong));
        var connected = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => fixture.Cluster.ConnectAsync(new ClientOptions { Serializers = ["nope"] }));

        Assert.Contains("nope", started.Message, StringComparison.Ordinal);
        Assert.Contains("nope", connected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Families_that_only_the_parent_has_registered_end_a_child_at_the_start()
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily("mine", static _ => null, static (_, _) => null);
        var log = new LogRecorder();

        await Assert.ThrowsAsync<InvalidOperationException>(() => LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 1, Registry = registry, Serializers = ["mine"], Loggers = log }));

        Assert.Contains(log.Lines, line => line.Contains("'mine'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_with_pickle_gets_the_object()
    {
        using var shape = fixture.Client.Submit(static () => new Shape { Width = 2, Height = 3 });

        Assert.Equal(3, (await shape).Height);
    }

    [Fact]
    public async Task Workers_that_accept_no_pickle_refuse_it_by_name()
    {
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 1, Deserializers = WithoutPickle });
        await using var client = await cluster.ConnectAsync();

        using var width = client.Submit(static (Shape shape) => shape.Width, new Shape { Width = 1 });

        var error = await Assert.ThrowsAnyAsync<Exception>(() => width.ResultAsync());
        Assert.Contains("'pickle'", error.Message, StringComparison.Ordinal);
        Assert.Contains("[dask, msgpack]", error.Message, StringComparison.Ordinal);
        await using var careful = await cluster.ConnectAsync(new ClientOptions { Serializers = WithoutPickle });
        using var two = careful.Submit(static (int number) => number + 1, 1);
        Assert.Equal(2, await two);
    }

    [Fact]
    public async Task What_configures_the_registry_here_does_so_in_each_child()
    {
        var log = new LogRecorder();
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions
        {
            Workers = 1,
            Registry = new SerializerRegistry(),
            Configure = Configuration.Apply,
            Loggers = log,
        });
        await using var client = await cluster.ConnectAsync();

        using var shape = client.Submit(static (double width) => new PrivateShape { Width = width }, 4.0);
        using var root = client.Submit(Math.Sqrt, 9.0);
        using var back = client.Submit(static (PrivateShape sent) => sent.Width, new PrivateShape { Width = 5 });
        using var said = client.Submit(WorkerFunctions.Complain, "something is odd");

        Assert.Equal(4, (await shape).Width);
        Assert.Equal(3, await root);
        Assert.Equal(5, await back);
        Assert.Equal(16, await said);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!log.Lines.Contains("worker-1: something is odd")) await Task.Delay(5, patience.Token);
    }

    [Fact]
    public async Task A_function_of_another_build_is_refused_with_both_ids()
    {
        await using var engine = fixture.Cluster.OpenEngine(new ClientOptions());
        await using var client = await ClientRole.ConnectAsync(
            engine, fixture.Cluster.SchedulerAddress, new(), new OtherBuildEncoder(), new ClientOptions(), default);
        using var refused = client.Submit(WorkerFunctions.ProcessId);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => refused.ResultAsync());

        Assert.Contains(OtherBuildEncoder.Here.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(OtherBuildEncoder.Other.ToString(), error.Message, StringComparison.Ordinal);
        using var id = fixture.Client.Submit(WorkerFunctions.ProcessId);
        Assert.NotEqual(0, await id);
    }

    private Task<Client> Connect() => fixture.Cluster.ConnectAsync(
        new ClientOptions { Serializers = WithoutPickle, Deserializers = WithoutPickle });
}
