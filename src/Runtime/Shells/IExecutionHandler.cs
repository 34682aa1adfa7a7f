namespace Weft.Runtime;

/// <summary>Hears how runs go. Called on any thread; never blocks for long, never throws.</summary>
public interface IExecutionHandler
{
    /// <summary>The function is about to be called.</summary>
    void OnStarted(TaskRun run);

    /// <summary>The function returned; <paramref name="value"/> is the result itself, never a task.</summary>
    void OnReturned(TaskRun run, object? value);

    /// <summary>
    /// The function threw, or could not be called at all: code refused or unknown, arguments that cannot be decoded or
    /// bound.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="error">As the function threw it, with its stack; not wrapped by reflection.</param>
    /// <param name="mayRetry">False where another try cannot help: the code is refused or unknown.</param>
    void OnFailed(TaskRun run, Exception error, bool mayRetry);
}
