using Microsoft.Extensions.Logging;

namespace Weft.Runtime;

/// <summary>
/// Where a child worker logs: warnings and worse go to standard error, one line each, which the parent passes on to
/// its own log under the worker's name.
/// </summary>
internal sealed class StandardErrorLogger : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
        Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)}{cause}");
    }
}
