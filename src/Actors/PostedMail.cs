using Akka.Actor;
using Weft.Runtime;

namespace Weft.Actors;

/// <summary>Mail that a role posts to itself: completions of its own work. It never leaves the process.</summary>
internal sealed record PostedMail(Mail Mail) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;

/// <summary>An actor's mailbox as the shells know it.</summary>
internal sealed class ActorMailbox(IActorRef self) : IMailbox<Mail>
{
    /// <inheritdoc/>
    public void Post(Mail item) => self.Tell(new PostedMail(item), self);
}
