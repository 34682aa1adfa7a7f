using System.Diagnostics;
using Akka.Actor;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors.Bench;

/// <summary>Sends one message again and again, never more than a window of them without an answer.</summary>
internal sealed class Pump : UntypedActor
{
    // JSON takes half a minute for a long array.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<Task> _sends = [];
    private Run? _run;
    private PeerRoute? _route;
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
                _route = run.Way == SendWay.Role ? RouteTo(run.Sink) : null;
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
            switch (run.Way)
            {
                case SendWay.TellData: _sends.Add(run.Sink.TellData(run.Message, Self)); break;
                case SendWay.Role: _route!.Send((Message)run.Message); break;
                default: run.Sink.Tell(run.Message, Self); break;
            }
        }

        // As a role's actor does at the end of its turn.
        _route?.Flush();

        if (_answered < run.Amount.Count) return;
        _ = EndAsync(run, _start, [.. _sends]);
        _run = null;
    }

    // As ActorLink does.
    private PeerRoute RouteTo(IActorRef sink)
    {
        var extension = WeftExtension.Of(Context.System);
        var context = extension.ContextOf(extension.AddressOf(Self), extension.AddressOf(sink));
        return new PeerRoute(
            sink,
            Self,
            context,
            new RouteTerms(extension, (_, packed) => throw new CheckException(
                $"{packed.Length} bytes are no small message")));
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
        IActorRef pump, IActorRef sink, object message, Amount amount, SendWay way, PeerProcess peer)
    {
        GC.Collect();
        await sink.Ask<int>(amount.AnswerEvery, Patience);
        var done = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var processor = peer.ProcessorTime();
        pump.Tell(new Run(sink, message, amount, way, done));
        var time = await done.Task.WaitAsync(Patience);
        return new Spent(amount, time, peer.ProcessorTime() - processor);
    }

    /// <summary>One measurement.</summary>
    /// <param name="Sink">Who receives.</param>
    /// <param name="Message">What is sent.</param>
    /// <param name="Amount">How much of it.</param>
    /// <param name="Way">How it is sent.</param>
    /// <param name="Done">The time from the first message to the last answer.</param>
    private sealed record Run(
        IActorRef Sink, object Message, Amount Amount, SendWay Way, TaskCompletionSource<TimeSpan> Done)
        : INoSerializationVerificationNeeded;
}
