using Akka.Actor;

namespace Weft.Actors;

/// <summary>What bulk sends must know of an actor's reference.</summary>
internal static class ActorRefExtensions
{
    /// <summary>True where telling it passes the object itself.</summary>
    public static bool IsLocalRef(this IActorRef actor) => actor is not IActorRefScope scope || scope.IsLocal;

    /// <summary>True where a local actor has ended or never was; what it is told becomes a dead letter.</summary>
#pragma warning disable CS0618 // Akka recommends watching, which is done too; this answers at once.
    public static bool HasEnded(this IActorRef actor) => actor is IInternalActorRef { IsTerminated: true };
#pragma warning restore CS0618

    /// <summary>
    /// True for those that are made for one question: they hold its answer, and must not be kept for a route's sake.
    /// </summary>
    public static bool IsShortLived(this IActorRef? actor) => actor is MinimalActorRef;

    /// <summary>The system whose code holds the reference.</summary>
    public static ActorSystem SystemOf(this IActorRef actor) =>
        actor is IInternalActorRef { Provider.Guardian: ActorRefWithCell guardian }
            ? guardian.Underlying.System
            : throw new ArgumentException($"{actor} belongs to no actor system", nameof(actor));
}
