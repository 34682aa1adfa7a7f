using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>Hosts a client machine; users hold its <see cref="Client"/>.</summary>
internal sealed class ClientActor(PeerAddress scheduler, ClientOptions options, TaskCompletionSource<Client> ready)
    : RoleActor
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientShell? _shell;

    public static Props Props(PeerAddress scheduler, ClientOptions options, TaskCompletionSource<Client> ready) =>
        Akka.Actor.Props.Create(() => new ClientActor(scheduler, options, ready)).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        // Where the actor ended before its machine did, nobody is left waiting.
        const string reason = "the client's actor has stopped";
        _shell?.Abandon(reason);
        ready.TrySetException(new InvalidOperationException($"{reason} before its client was ready"));
        _stopped.TrySetResult();
    }

    private protected override void Start()
    {
        var self = Context.Self;
        _shell = new ClientShell(
            new ClientMachine(options.Name, scheduler, new ClientMachineOptions()),
            scheduler,
            Link,
            Mailbox,
            StopwatchClock.Shared,
            new TaskCallEncoder(
                options.Serializer,
                Link.FamiliesFor(scheduler) ?? options.Serializers,
                NullLogger.Instance,
                Link.ContextOf(scheduler)),
            options,
            _ => self.Tell(PoisonPill.Instance),
            () => new ValueTask(_stopped.Task));
        Mailbox.Post(new Mail.PeerAppeared(scheduler));
        ready.TrySetResult(_shell.Client);
    }

    private protected override void Handle(Mail mail) => _shell!.Handle(mail);
}
