using Akka.Actor;

namespace Weft.Examples.OwnFamily;

/// <summary>Says what it sees in a signal.</summary>
public sealed class ScopeActor : ReceiveActor
{
    /// <summary>Takes signals from then on.</summary>
    public ScopeActor() => Receive<Signal>(signal => Sender.Tell(
        $"{signal.Sensor}: {signal.Samples.Length} samples from {signal.Samples.Min()} to {signal.Samples.Max()}"));
}
