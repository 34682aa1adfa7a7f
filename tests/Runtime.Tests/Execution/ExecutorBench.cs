using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>An executor with an encoder in front, both over the default registry and this assembly's code.</summary>
internal sealed class ExecutorBench(int threads = 1) : IAsyncDisposable
{
    private static readonly CodePolicy Code = CodePolicy.Admit([typeof(ExecutorBench).Assembly.GetName().Name!]);

    private readonly TaskCallEncoder _encoder = new(WeftSerializer.Default, null, NullLogger.Instance);
    private long _runs;

    public TaskExecutor Executor { get; } = new(
        threads, new TaskCallDecoder(WeftSerializer.Default, new AssemblyCodeSource(Code), null), "test");

    public Dictionary<string, object?> Values { get; } = [];

    public RunRecorder Run(Delegate function, params object?[] values) =>
        Run(function, [.. values.Select(value => new TaskArgument.Value(value))]);

    public RunRecorder Run(Delegate function, TaskArgument[] arguments)
    {
        var recorder = new RunRecorder();
        var run = new TaskRun("key", ++_runs, _encoder.Encode(function, arguments), Values);
        Executor.Execute(run, recorder);
        return recorder;
    }

    public ValueTask DisposeAsync() => Executor.DisposeAsync();
}
