using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>Where shells take the instant for each event from. Never goes back; safe for any thread.</summary>
public interface IClock
{
    /// <summary>The moment now, on this process's monotonic clock.</summary>
    Instant Now { get; }
}
