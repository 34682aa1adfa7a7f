using Akka.Actor;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>Hosts a worker machine, with the store and the executor of the local engine.</summary>
internal sealed class WorkerActor(PeerAddress scheduler, WorkerActorOptions options, AssemblyCodeSource code)
    : RoleActor
{
    private TaskExecutor? _executor;
    private WorkerShell _shell = null!;

    public static Props Props(PeerAddress scheduler, WorkerActorOptions options, AssemblyCodeSource code) =>
        Akka.Actor.Props.Create(() => new WorkerActor(scheduler, options, code)).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        base.PostStop();
        _ = _executor?.DisposeAsync().AsTask();
    }

    private protected override void Start()
    {
        Extension.Code.Add(code);
        var decoder = new TaskCallDecoder(Extension.Serializer, code, null);
        _executor = new TaskExecutor(options.Threads, decoder, options.Name);
        var machineOptions = new WorkerMachineOptions { Threads = options.Threads, Seed = Random.Shared.Next() };
        var self = Context.Self;
        _shell = new WorkerShell(
            new WorkerMachine(Link.Self, options.Name, scheduler, machineOptions),
            scheduler,
            Link,
            Mailbox,
            _executor,
            new ValueStore(),
            StopwatchClock.Shared,
            new WorkerShellOptions { Serializer = Extension.WorkerSerializer, Logger = Log },
            _ => self.Tell(PoisonPill.Instance));
        Mailbox.Post(new Mail.PeerAppeared(scheduler));
    }

    private protected override void Handle(Mail mail) => _shell.Handle(mail);
}
