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
                Check(finished);
                break;
            case MessageBatch batch:
                foreach (var each in batch.Messages)
                {
                    Check(each);
                    Count();
                }

                return;
            default:
                Block.Check(message);
                break;
        }

        Count();
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        Sender.Tell(reason.Message);
        base.PreRestart(reason, message);
    }

    private static void Check(Message message)
    {
        if (message is not WorkerToScheduler.TaskFinished finished || finished != MessageSection.Message)
            throw new InvalidDataException($"{message} is not what was sent");
    }

    private void Count()
    {
        if (++_received % _every == 0) Sender.Tell(_every);
    }
}
