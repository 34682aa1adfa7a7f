using Akka.Actor;
using Akka.Event;

namespace Weft.Actors.Bench;

/// <summary>Akka's errors on standard error: figures stand alone on standard output.</summary>
internal sealed class ErrorLog : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is InitializeLogger)
            Sender.Tell(new LoggerInitialized());
        // One of the two processes ends first.
        else if (message is Error error && error.Message?.ToString() != "Disassociated")
            Console.Error.WriteLine($"bench akka: {error.LogSource}: {error.Message}");
    }
}
