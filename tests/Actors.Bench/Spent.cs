namespace Weft.Actors.Bench;

/// <summary>What it took to send so much.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Time">From the first message to the last answer.</param>
/// <param name="Processor">Of both processes together, all their threads.</param>
internal sealed record Spent(Amount Amount, TimeSpan Time, TimeSpan Processor)
{
    /// <summary>Messages in a second.</summary>
    public double Rate => Amount.Count / Time.TotalSeconds;

    /// <summary>Of both processes, for one message: holds also where other work shares the machine.</summary>
    public double ProcessorMicroseconds => Processor.TotalMicroseconds / Amount.Count;
}
