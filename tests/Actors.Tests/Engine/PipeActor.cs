using Akka.Actor;
using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>A role that hands what it hears to a test, which may send in its turn.</summary>
internal sealed class PipeActor(Action<PipeActor, Mail> handle, LeaseRenewal? lease) : RoleActor(lease)
{
    public ActorLink Way => Link;

    public static Props Props(Action<PipeActor, Mail> handle, LeaseRenewal? lease = null) =>
        Akka.Actor.Props.Create(() => new PipeActor(handle, lease)).WithDeploy(Deploy.Local);

    private protected override void Start()
    {
    }

    private protected override void Handle(Mail mail) => handle(this, mail);
}
