using Akka.Event;
using Microsoft.Extensions.Logging;
using AkkaLevel = Akka.Event.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Weft.Actors;

/// <summary>What the shells log, written to Akka's log under the name of the actor that hosts them.</summary>
internal sealed class AkkaLogger(ILoggingAdapter log) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && log.IsEnabled(LevelOf(logLevel));

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        log.Log(LevelOf(logLevel), exception, "{0}", formatter(state, exception));
    }

    private static AkkaLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => AkkaLevel.DebugLevel,
        LogLevel.Information => AkkaLevel.InfoLevel,
        LogLevel.Warning => AkkaLevel.WarningLevel,
        _ => AkkaLevel.ErrorLevel,
    };
}
