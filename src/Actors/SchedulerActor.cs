using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>Hosts a scheduler machine.</summary>
internal sealed class SchedulerActor(SchedulerOptions options, int seed) : RoleActor
{
    private SchedulerShell _shell = null!;

    public static Props Props(SchedulerOptions options, int seed) =>
        Akka.Actor.Props.Create(() => new SchedulerActor(options, seed)).WithDeploy(Deploy.Local);

    private protected override void Start() => _shell = new SchedulerShell(
        new SchedulerMachine(options, seed), Link, StopwatchClock.Shared, NullLogger.Instance);

    private protected override void Handle(Mail mail) => _shell.Handle(mail);
}
