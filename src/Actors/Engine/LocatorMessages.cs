using Akka.Actor;
using Akka.Event;

namespace Weft.Actors;

/// <summary>Asks a node, or the scheduler's host on it, where the scheduler is.</summary>
internal sealed record FindScheduler : IDeadLetterSuppression
{
    public static FindScheduler Instance { get; } = new();
}

/// <summary>The answer: one incarnation of the scheduler, or why none is known.</summary>
/// <param name="Scheduler">The scheduler's actor; null where the asked node knows of none now.</param>
/// <param name="Reason">What the asked node sees instead; empty with a scheduler.</param>
internal sealed record SchedulerAt(IActorRef? Scheduler, string Reason) : IDeadLetterSuppression;

/// <summary>An actor of this system wants a <see cref="SchedulerAt"/> now and whenever the scheduler changes.</summary>
internal sealed record FollowScheduler(IActorRef Follower) : INoSerializationVerificationNeeded;
