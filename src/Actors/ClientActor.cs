using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>Hosts a client machine; users hold its <see cref="Client"/>.</summary>
/// <param name="scheduler">Whose client.</param>
/// <param name="options">Name, families, limits.</param>
/// <param name="lease">The terms by which peers are kept, outside their cluster; else null.</param>
/// <param name="ready">Gets the client.</param>
internal sealed class ClientActor(
    PeerAddress scheduler, ClientOptions options, LeaseRenewal? lease, TaskCompletionSource<Client> ready)
    : RoleActor(lease)
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientShell? _shell;

    public static Props Props(
        PeerAddress scheduler, ClientOptions options, LeaseRenewal? lease, TaskCompletionSource<Client> ready) =>
        Akka.Actor.Props.Create(() => new ClientActor(scheduler, options, lease, ready)).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        base.PostStop();

        // Where the actor ended before its machine did, nobody is left waiting.
        const string reason = "the client's actor has stopped";
        _shell?.Abandon(reason);
        ready.TrySetException(new InvalidOperationException($"{reason} before its client was ready"));
        _stopped.TrySetResult();
    }

    private protected override void Start()
    {
        var self = Context.Self;
        var logged = ReferenceEquals(options.Logger, NullLogger.Instance) ? options with { Logger = Log } : options;
        _shell = new ClientShell(
            new ClientMachine(options.Name, scheduler, new ClientMachineOptions()),
            scheduler,
            Link,
            Mailbox,
            StopwatchClock.Shared,
            new TaskCallEncoder(options.Serializer, options.Serializers, logged.Logger),
            logged,
            _ => self.Tell(PoisonPill.Instance),
            () => new ValueTask(_stopped.Task));
        Mailbox.Post(new Mail.PeerAppeared(scheduler));
        ready.TrySetResult(_shell.Client);
    }

    private protected override void Handle(Mail mail) => _shell!.Handle(mail);
}
