using System.Diagnostics;
using Akka.Actor;

namespace Weft.Actors.Bench;

/// <summary>Sends one message again and again, never more than a window of them without an answer.</summary>
internal sealed class Pump : UntypedActor
{
    // JSON takes half a minute for a long array.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly List<Task> _sends = [];
    private Run? _run;
    private long _start;
    private int _sent;
    private int _answered;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Run run:
                _run = run;
                (_sent, _answered) = (0, 0);
                _sends.Clear();
                _start = Stopwatch.GetTimestamp();
                Continue(run);
                break;
            case int answered when _run is not null:
                _answered += answered;
                Continue(_run);
                break;
            case string failure when _run is not null:
                _run.Done.TrySetException(new InvalidDataException(failure));
                _run = null;
                break;
        }
    }

    private void Continue(Run run)
    {
        for (; _sent < run.Amount.Count && _sent - _answered < run.Amount.Window; _sent++)
        {
            if (run.ByTellData) _sends.Add(run.Sink.TellData(run.Message, Self));
            else run.Sink.Tell(run.Message, Self);
        }

        if (_answered < run.Amount.Count) return;
        _ = EndAsync(run, _start, [.. _sends]);
        _run = null;
    }

    // The memory is the sender's again only with the last task.
    private static async Task EndAsync(Run run, long start, Task[] sends)
    {
        try
        {
            await Task.WhenAll(sends);
            run.Done.TrySetResult(Stopwatch.GetElapsedTime(start));
        }
        catch (DataSendException failure)
        {
            run.Done.TrySetException(failure);
        }
    }

    /// <summary>Brings the peer to rest, then measures.</summary>
    public static async Task<Spent> RunAsync(
        IActorRef pump, IActorRef sink, object message, Amount amount, bool byTellData, PeerProcess peer)
    {
        GC.Collect();
        await sink.Ask<int>(amount.AnswerEvery, s_patience);
        var done = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var processor = peer.ProcessorTime();
        pump.Tell(new Run(sink, message, amount, byTellData, done));
        var time = await done.Task.WaitAsync(s_patience);
        return new Spent(amount, time, peer.ProcessorTime() - processor);
    }

    /// <summary>One measurement.</summary>
    /// <param name="Sink">Who receives.</param>
    /// <param name="Message">What is sent.</param>
    /// <param name="Amount">How much of it.</param>
    /// <param name="ByTellData">By <c>TellData</c> instead of <c>Tell</c>.</param>
    /// <param name="Done">The time from the first message to the last answer.</param>
    private sealed record Run(
        IActorRef Sink, object Message, Amount Amount, bool ByTellData, TaskCompletionSource<TimeSpan> Done)
        : INoSerializationVerificationNeeded;
}
