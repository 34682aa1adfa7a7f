using Akka.Actor;
using Akka.Event;

namespace Weft.Actors.Bench;

/// <summary>Akka's errors on standard error: figures stand alone on standard output.</summary>
internal sealed class ErrorLog : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is InitializeLogger) Sender.Tell(new LoggerInitialized());
        else if (message is Error error) Console.Error.WriteLine($"bench akka: {error.LogSource}: {error.Message}");
    }
}
