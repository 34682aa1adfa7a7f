namespace Weft.Runtime;

/// <summary>How often and how long the roles of the local engines wait.</summary>
internal static class RoleTimes
{
    /// <summary>Between two words on the time to a machine: fine enough for the 150 ms of a busy peer.</summary>
    public static TimeSpan TimeInterval { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a role may take to say goodbye before it is cut off.</summary>
    public static TimeSpan GoodbyeMax { get; } = TimeSpan.FromSeconds(5);
}
