namespace Weft.Runtime.Tests;

public sealed class ProcessClusterTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly Client _client = fixture.Client;

    [Fact]
    public async Task A_scattered_array_is_summed_in_another_process_and_the_sum_comes_back()
    {
        var values = WorkerFunctions.Ramp(100_000);

        using var data = await _client.ScatterAsync(values);
        using var sum = _client.Submit(WorkerFunctions.Sum, data);

        Assert.Equal(WorkerFunctions.Sum(values), await sum);
    }

    [Fact]
    public async Task A_scattered_array_comes_back_bit_by_bit()
    {
        var values = new[] { double.NaN, -0.0, double.Epsilon, double.PositiveInfinity, 1.0 / 3 };

        using var data = await _client.ScatterAsync(values, replicas: 2);
        var back = (await _client.GatherAsync([data]))[0];

        Assert.NotSame(values, back);
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), back.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public async Task Functions_run_in_the_processes_that_the_cluster_names()
    {
        using var id = _client.Submit(WorkerFunctions.ProcessId);

        Assert.Contains(await id, fixture.Cluster.Workers.Select(worker => worker.ProcessId!.Value));
        Assert.NotEqual(Environment.ProcessId, await id);
    }

    [Fact]
    public async Task Results_move_from_worker_to_worker()
    {
        var workers = fixture.Cluster.Workers;
        var before = await fixture.Cluster.CountersAsync();
        using var left = _client.Submit(WorkerFunctions.Ramp, 50_000, On(workers[0]));
        using var right = _client.Submit(WorkerFunctions.Ramp, 50_000, On(workers[1]));

        using var sum = _client.Submit(WorkerFunctions.Add, left, right, On(workers[0]));
        using var total = _client.Submit(WorkerFunctions.Sum, sum);

        Assert.Equal(2 * WorkerFunctions.Sum(WorkerFunctions.Ramp(50_000)), await total);
        var after = await fixture.Cluster.CountersAsync();
        Assert.InRange(after.Data - before.Data, 400_000, 900_000);
        Assert.True(after.Task > before.Task);
        Assert.True(after.Admin > before.Admin);
    }

    [Fact]
    public async Task Many_keys_become_one_array_argument()
    {
        var parts = _client.Map(static (int number) => number * 1.5, Enumerable.Range(0, 40));

        using var sum = _client.Submit(WorkerFunctions.Sum, parts);

        Assert.Equal(40 * 39 / 2 * 1.5, await sum);
    }

    [Fact]
    public async Task Lambdas_run_with_what_they_capture()
    {
        var factor = 3;
        var offsets = new[] { 1.0, 2.0, 3.0 };

        using var plain = _client.Submit(static (int number) => number + 1, 1);
        using var capturing = _client.Submit(number => number * factor + offsets.Sum(), 5.0);

        Assert.Equal(2, await plain);
        Assert.Equal(21.0, await capturing);
    }

    [Fact]
    public async Task Asynchronous_functions_are_awaited()
    {
        using var count = _client.Submit(WorkerFunctions.CountSlowly, 5);
        using var next = _client.Submit(static async (int number) =>
        {
            await Task.Yield();
            return number + 1;
        }, count);

        Assert.Equal(6, await next);
    }

    [Fact]
    public async Task An_exception_arrives_as_its_own_type_with_the_stack_of_the_worker()
    {
        using var failing = _client.Submit(WorkerFunctions.Throw, 42);

        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => failing.ResultAsync());

        Assert.Contains("thrown on a worker", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(WorkerFunctions.Throw), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_of_a_type_that_is_not_allowed_is_an_error_that_names_the_type()
    {
        using var closed = _client.Submit(WorkerFunctions.MakeClosed, 7);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => closed.ResultAsync());

        Assert.Contains(nameof(WorkerFunctions.Closed), error.ToString(), StringComparison.Ordinal);
        await TheClusterStillWorks();
    }

    [Fact]
    public async Task A_function_of_an_assembly_that_is_not_admitted_is_refused_by_name()
    {
        using var refused = _client.Submit(Math.Sqrt, 2.0);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => refused.ResultAsync());

        Assert.Contains("System.Private.CoreLib", error.Message, StringComparison.Ordinal);
        Assert.Contains("LocalClusterOptions.Assemblies", error.Message, StringComparison.Ordinal);
        await TheClusterStillWorks();
    }

    [Fact]
    public async Task A_peer_without_the_token_is_turned_away()
    {
        var lost = new TaskCompletionSource<string>();
        await using var stranger = new TcpEngine(new TcpEngineOptions { Token = new byte[32] });
        await using var link = stranger.Open("stranger", new LinkRecorder(lost));

        link.Send(fixture.Cluster.SchedulerAddress, new Tasks.ClientToScheduler.RegisterClient("stranger"));

        await lost.Task.WaitAsync(TimeSpan.FromSeconds(5));
        var snapshot = await fixture.Cluster.SnapshotAsync();
        Assert.Equal(1, snapshot.Clients);
        await TheClusterStillWorks();
    }

    [Fact]
    public async Task An_exception_of_a_type_that_is_not_allowed_here_arrives_as_a_failed_task()
    {
        using var failing = _client.Submit(WorkerFunctions.ThrowUnknown, 42);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => failing.ResultAsync());

        Assert.Equal(typeof(WorkerFunctions.UnknownException).FullName, error.RemoteTypeName);
        Assert.Equal("unknown 42", error.RemoteText);
        Assert.Contains(nameof(WorkerFunctions.ThrowUnknown), error.RemoteStack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_in_a_static_constructor_fails_the_task_with_its_cause()
    {
        using var failing = _client.Submit(WorkerFunctions.TouchUninitializable);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => failing.ResultAsync());

        Assert.Contains("never initialized", error.ToString(), StringComparison.Ordinal);
        await TheClusterStillWorks();
    }

    [Fact]
    public async Task An_exception_whose_text_is_no_proper_unicode_harms_no_worker()
    {
        var before = fixture.Cluster.Workers.Select(worker => worker.ProcessId);
        using var failing = _client.Submit(static (int _) => Fail("half of a pair: \ud83d"), 1);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => failing.ResultAsync());

        Assert.StartsWith("half of a pair: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, fixture.Cluster.Workers.Select(worker => worker.ProcessId));

        static int Fail(string text) => throw new InvalidDataException(text);
    }

    [Fact]
    public async Task What_functions_do_to_the_console_does_not_come_between_the_worker_and_its_parent()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Workers = 1 });
        await using var client = await cluster.ConnectAsync();
        using var spoilt = client.Submit(WorkerFunctions.SpoilConsole);
        Assert.True(await spoilt);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));

        var counters = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cluster.CountersAsync(patience.Token)));

        Assert.All(counters, sent => Assert.Equal(counters[0].Data, sent.Data));
        Assert.True(counters[0].Data > 0);
    }

    [Fact]
    public async Task A_client_that_was_disposed_is_not_kept_by_its_cluster()
    {
        var client = await ConnectAndDisposeAsync();
        for (var turn = 0; turn < 50 && client.IsAlive; turn++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(10);
        }

        Assert.False(client.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private async Task<WeakReference> ConnectAndDisposeAsync()
    {
        var client = await fixture.Cluster.ConnectAsync();
        Assert.Equal(2, await client.Submit(static (int number) => number + 1, 1));
        await client.DisposeAsync();
        return new WeakReference(client);
    }

    private async Task TheClusterStillWorks()
    {
        using var two = _client.Submit(static (int number) => number + 1, 1);
        Assert.Equal(2, await two);
    }

    private static SubmitOptions On(LocalWorker worker) => new() { Workers = [worker.Address] };
}
