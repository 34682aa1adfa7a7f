using System.Globalization;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Weft.Actors;

/// <summary>
/// Writes Akka's log to standard error, an entry a line; stacks only where <c>akka.loglevel</c> is <c>DEBUG</c>. Named
/// in <c>hocon/node.conf</c>.
/// </summary>
public sealed class NodeLogger : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly bool _stacks = Logging.LogLevelFor(Context.System.Settings.LogLevel) == LogLevel.DebugLevel;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent entry:
                Console.Error.WriteLine(Format(entry, _stacks));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Some of Akka's texts have stacks in them.
    private static bool IsNoStack(string line) => !line.StartsWith("at ", StringComparison.Ordinal);

    /// <summary>An entry as it is written.</summary>
    internal static string Format(LogEvent entry, bool stacks)
    {
        var level = entry.LogLevel() switch
        {
            LogLevel.ErrorLevel => "error",
            LogLevel.WarningLevel => "warning",
            LogLevel.InfoLevel => "info",
            _ => "debug",
        };
        var text = string.Join(' ', $"{entry.Message}".Split('\n', StringSplitOptions.TrimEntries).Where(IsNoStack));
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{entry.Timestamp:HH:mm:ss.fff} {level} {text} [{entry.LogSource}]");
        if (entry.Cause is null) return line;
        return stacks ? $"{line}{Environment.NewLine}{entry.Cause}" : $"{line}: {OneLine.Of(entry.Cause)}";
    }
}
