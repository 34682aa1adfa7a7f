using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// What must be true of a scheduler machine between two events. Every count and index is derived again from what it
/// stands for and compared; slow, for tests and simulation.
/// </summary>
public static class SchedulerInvariants
{
    /// <summary>Throws <see cref="CheckException"/> with the story of the key at the first thing amiss.</summary>
    public static void Check(SchedulerMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        machine.CheckInvariants();
    }
}
