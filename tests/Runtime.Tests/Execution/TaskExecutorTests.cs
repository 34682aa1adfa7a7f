namespace Weft.Runtime.Tests;

public sealed class TaskExecutorTests
{
    [Fact]
    public async Task Functions_run_on_threads_of_the_executor_and_never_on_the_pool()
    {
        await using var bench = new ExecutorBench();

        var isPool = await bench.Run(static () => Thread.CurrentThread.IsThreadPoolThread).Outcome;

        Assert.Equal(false, isPool);
    }

    [Fact]
    public async Task As_many_functions_run_at_once_as_there_are_threads()
    {
        await using var bench = new ExecutorBench(threads: 2);
        Meeting.Reset(2);

        var first = bench.Run(static () => Meeting.Join());
        var second = bench.Run(static () => Meeting.Join());

        Assert.Equal(true, await first.Outcome.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(true, await second.Outcome.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.NotSame(await first.Started.Task, await second.Started.Task);
    }

    [Fact]
    public async Task An_exception_is_told_as_it_was_thrown()
    {
        await using var bench = new ExecutorBench();
        var recorder = bench.Run(WorkerFunctions.Throw, 3);

        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => recorder.Outcome);

        Assert.Contains(nameof(WorkerFunctions.Throw), error.StackTrace, StringComparison.Ordinal);
        Assert.True(recorder.MayRetry);
    }

    [Fact]
    public async Task An_asynchronous_function_is_awaited_and_its_value_is_the_result()
    {
        await using var bench = new ExecutorBench();

        Assert.Equal(3, await bench.Run(WorkerFunctions.CountSlowly, 3).Outcome);
        Assert.Equal("plain", await bench.Run(static () => new ValueTask<string>("plain")).Outcome);
        Assert.Null(await bench.Run(static async Task () => await Task.Yield()).Outcome);
    }

    [Fact]
    public async Task What_an_asynchronous_function_throws_after_an_await_is_told_too()
    {
        await using var bench = new ExecutorBench();
        var recorder = bench.Run(static async Task<int> () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("late");
        });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => recorder.Outcome);

        Assert.Equal("late", error.Message);
    }

    [Fact]
    public async Task A_value_task_that_cannot_be_awaited_fails_its_task_and_not_the_worker()
    {
        await using var bench = new ExecutorBench();
        var recorder = bench.Run(static () => new ValueTask<int>(new SpentSource(), 0));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => recorder.Outcome.WaitAsync(TimeSpan.FromSeconds(10)));

        Assert.Equal("spent", error.Message);
        Assert.Equal(3, await bench.Run(WorkerFunctions.CountSlowly, 3).Outcome);
    }

    [Fact]
    public async Task A_cancelled_function_sees_its_token_set()
    {
        await using var bench = new ExecutorBench();
        var recorder = bench.Run(static () =>
            TaskContext.Current!.Cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(10)));
        await recorder.Started.Task;

        bench.Executor.Cancel("key", 1);

        Assert.Equal(true, await recorder.Outcome);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_begins_is_never_called()
    {
        await using var bench = new ExecutorBench();
        Meeting.Reset(2);
        var blocking = bench.Run(static () => Meeting.Join());
        await blocking.Started.Task;
        var waiting = bench.Run(static () => 1);

        bench.Executor.Cancel("key", 2);
        Meeting.Join();

        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting.Outcome);
        Assert.False(waiting.Started.Task.IsCompleted);
    }

    [Fact]
    public async Task What_a_function_leaves_on_its_thread_does_not_reach_the_next()
    {
        await using var bench = new ExecutorBench();

        await bench.Run(static () => Ambient.Value = 7).Outcome;

        Assert.Equal(0, await bench.Run(static () => Ambient.Value).Outcome);
        Assert.Equal(false, await bench.Run(static () => TaskContext.Current is null).Outcome);
        Assert.Null(TaskContext.Current);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_its_parameter_is_refused_by_name_before_the_call()
    {
        await using var bench = new ExecutorBench();
        bench.Values["words"] = "one";
        var recorder = bench.Run(WorkerFunctions.Sum, [new TaskArgument.Key("words")]);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => recorder.Outcome);

        Assert.Contains("'values'", error.Message, StringComparison.Ordinal);
        Assert.Contains("System.String", error.Message, StringComparison.Ordinal);
        Assert.False(recorder.MayRetry);
        Assert.False(recorder.Started.Task.IsCompleted);
    }

    [Fact]
    public async Task Keys_are_collected_into_an_array_of_the_parameters_type()
    {
        await using var bench = new ExecutorBench();
        (bench.Values["a"], bench.Values["b"]) = (1.5, 2.0);

        var sum = await bench.Run(WorkerFunctions.Sum, [new TaskArgument.Keys(["a", "b"])]).Outcome;

        Assert.Equal(3.5, sum);
    }

    [Fact]
    public async Task Disposing_does_not_wait_for_a_function_that_does_not_end()
    {
        var bench = new ExecutorBench();
        var recorder = bench.Run(static () =>
        {
            Thread.Sleep(Timeout.Infinite);
            return 0;
        });
        await recorder.Started.Task;

        await bench.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.False(recorder.Outcome.IsCompleted);
    }

    private static readonly AsyncLocal<int> Ambient = new();

    private static class Meeting
    {
        private static Barrier s_barrier = new(1);

        public static void Reset(int count) => s_barrier = new Barrier(count);

        public static bool Join() => s_barrier.SignalAndWait(TimeSpan.FromSeconds(10));
    }

    /// <summary>What a value task stands on after it was awaited once.</summary>
    private sealed class SpentSource : System.Threading.Tasks.Sources.IValueTaskSource<int>
    {
        public int GetResult(short token) => throw new InvalidOperationException("spent");

        public System.Threading.Tasks.Sources.ValueTaskSourceStatus GetStatus(short token) =>
            throw new InvalidOperationException("spent");

        public void OnCompleted(
            Action<object?> continuation,
            object? state,
            short token,
            System.Threading.Tasks.Sources.ValueTaskSourceOnCompletedFlags flags) =>
            throw new InvalidOperationException("spent");
    }
}
