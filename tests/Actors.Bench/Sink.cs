using Akka.Actor;
using Weft.Tasks;

namespace Weft.Actors.Bench;

/// <summary>
/// Receives what is measured, checks it, and answers with a count after so many messages as a plain number asked for.
/// It answers with a text where something else arrived than was sent.
/// </summary>
internal sealed class Sink(int every) : UntypedActor
{
    private int _every = every;
    private int _received;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case int asked:
                (_every, _received) = (asked, 0);
                // Nobody pays for the garbage of the case before.
                GC.Collect();
                Sender.Tell(0);
                return;
            case WorkerToScheduler.TaskFinished finished:
                if (finished != MessageSection.Message)
                    throw new InvalidDataException($"{finished} is not what was sent");
                break;
            default:
                Block.Check(message);
                break;
        }

        if (++_received % _every == 0) Sender.Tell(_every);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        Sender.Tell(reason.Message);
        base.PreRestart(reason, message);
    }
}
