using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class FailureTests
{
    [Fact]
    public async Task An_exception_is_thrown_as_its_own_type_with_the_stack_of_the_worker()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();

        var error = await Assert.ThrowsAsync<InvalidDataException>(async () => await client.Submit(Explode, "bang"));

        Assert.Equal("bang", error.Message);
        Assert.Contains(nameof(Explode), error.StackTrace, StringComparison.Ordinal);
        Assert.Contains(
            nameof(Explode), (string?)error.Data[ErrorDetails.RemoteStackEntry], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_depends_on_a_failed_task_fails_with_its_exception()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        var failed = client.Submit(Explode, "bang");
        var dependent = client.Submit(x => x + 1, client.Submit(x => x + 1, failed));

        var error = await Assert.ThrowsAsync<InvalidDataException>(async () => await dependent);

        Assert.Equal("bang", error.Message);
        Assert.Equal(FutureState.Erred, dependent.State);
    }

    [Fact]
    public async Task One_failure_fails_a_gather_and_harms_no_other_future()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        Future<int>[] futures = [client.Submit(() => 1), client.Submit(Explode, "bang"), client.Submit(() => 3)];

        await Assert.ThrowsAsync<InvalidDataException>(() => client.GatherAsync(futures));

        Assert.Equal(new[] { 1, 3 }, await client.GatherAsync([futures[0], futures[2]]));
    }

    [Fact]
    public async Task A_task_is_tried_again_as_often_as_its_retries_say()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        int runs = 0;
        int ThirdTime() => Interlocked.Increment(ref runs) < 3 ? throw new InvalidDataException($"{runs}") : runs;

        Assert.Equal(3, await client.Submit(ThirdTime, new SubmitOptions { Retries = 2 }));

        runs = 0;
        var tooFew = client.Submit(ThirdTime, new SubmitOptions { Retries = 1 });
        await Assert.ThrowsAsync<InvalidDataException>(async () => await tooFew);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_failed_task_runs_again_on_request()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        int runs = 0;
        int SecondTime() => Interlocked.Increment(ref runs) < 2 ? throw new InvalidDataException("once") : runs;
        var future = client.Submit(SecondTime);
        var dependent = client.Submit(x => -x, future);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await dependent);

        await client.RetryAsync([future, dependent]);

        Assert.Equal(2, await future);
        Assert.Equal(-2, await dependent);
    }

    [Fact]
    public async Task A_cancelled_task_says_so_to_whoever_waits()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        using var gate = new ManualResetEventSlim();
        var busy = client.Submit(() => gate.Wait(TimeSpan.FromSeconds(20)));
        var future = client.Submit(x => x ? 1 : 2, busy);
        var waiting = future.ResultAsync();

        await client.CancelAsync([future]);

        var error = await Assert.ThrowsAsync<TaskCancelledException>(() => waiting);
        Assert.Equal(future.Key, error.Key);
        Assert.Equal(FutureState.Cancelled, future.State);
        gate.Set();
        Assert.True(await busy);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_task()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        using var gate = new ManualResetEventSlim();
        var future = client.Submit(() => gate.Wait(TimeSpan.FromSeconds(20)));
        using var impatient = new CancellationTokenSource(10);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => future.ResultAsync(impatient.Token));

        gate.Set();
        Assert.True(await future);
    }

    [Fact]
    public void A_key_that_no_message_can_carry_is_refused_before_it_harms_anyone()
    {
        var error = Assert.Throws<ArgumentException>(() => new SubmitOptions { Key = "whole \ud83d\ude00 half \ud83d" });

        Assert.Contains("index 14", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SubmitOptions { Key = "\udc00" });
        Assert.Equal("\ufffd \ud83d\ude00", new SubmitOptions { Key = "\ufffd \ud83d\ude00" }.Key);
    }

    [Fact]
    public void A_key_longer_than_the_limit_is_refused()
    {
        _ = new SubmitOptions { Key = new string('x', SubmitOptions.KeyCharsMax) };
        const long LongestList = 3L * SubmitOptions.KeyCharsMax * MessageCut.KeysMax;
        Assert.InRange(LongestList, 1, Serialization.Limits.Default.MessageBytesMax * 4L / 5);

        var error = Assert.Throws<ArgumentException>(
            () => new SubmitOptions { Key = new string('x', SubmitOptions.KeyCharsMax + 1) });

        Assert.Contains($"{SubmitOptions.KeyCharsMax}", error.Message, StringComparison.Ordinal);
    }

    private static int Explode(string message) => throw new InvalidDataException(message);
}
