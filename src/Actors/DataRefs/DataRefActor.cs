using Akka.Actor;

namespace Weft.Actors;

/// <summary><c>/system/weft-data-refs</c>: answers the claims of other nodes, and drops what nobody opens.</summary>
internal sealed class DataRefActor(DataRefStore store) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(DataRefStore store) =>
        Akka.Actor.Props.Create(() => new DataRefActor(store))
            .WithDeploy(Deploy.Local)
            .WithDispatcher(BulkSettings.Dispatcher);

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("expire", Expire.Instance, Look);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DataRefMessage.Look look:
                if (store.Take(look.Id, out var reason) is null)
                {
                    Sender.Tell(Missing(reason));
                    break;
                }

                store.GiveBack(look.Id);
                Sender.Tell(new DataRefMessage.There());
                break;
            case DataRefMessage.Claim claim:
                if (store.Take(claim.Id, out var why) is not { } value)
                {
                    Sender.Tell(Missing(why));
                    break;
                }

                _ = SendAsync(Self, Sender, claim.Id, value);
                break;
            case Sent sent:
                OnSent(sent);
                break;
            case Expire:
                store.DropExpired();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Why a value is not there, in words.</summary>
    public static DataRefMessage.Failed Missing(DataRefFailure reason) => new(
        reason,
        reason == DataRefFailure.Expired
            ? "nobody opened it in time (weft.data-refs.keep)"
            : "it was opened as often as allowed, or dropped, or its node has restarted");

    private static async Task SendAsync(IActorRef self, IActorRef asker, byte[] id, object value)
    {
        DataSendException? failure = null;
        try
        {
            await asker.TellData(value, self).ConfigureAwait(false);
        }
        catch (DataSendException error)
        {
            failure = error;
        }

        self.Tell(new Sent(asker, id, failure), ActorRefs.NoSender);
    }

    private void OnSent(Sent sent)
    {
        if (sent.Failure is not { } failure)
        {
            store.Use(sent.Id);
            return;
        }

        store.GiveBack(sent.Id);
        var reason = failure.Reason is DataSendFailure.EncodeFailed or DataSendFailure.DecodeRefused
            ? DataRefFailure.Refused
            : DataRefFailure.Failed;
        sent.Asker.Tell(new DataRefMessage.Failed(reason, failure.Message));
    }

    private sealed record Sent(IActorRef Asker, byte[] Id, DataSendException? Failure)
        : INoSerializationVerificationNeeded;

    private sealed record Expire : INoSerializationVerificationNeeded
    {
        public static Expire Instance { get; } = new();
    }
}
