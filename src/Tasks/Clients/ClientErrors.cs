namespace Weft.Tasks;

/// <summary>The reasons that the client machine itself gives; shells go by their type names.</summary>
public static class ClientErrors
{
    /// <summary>The type name of <see cref="SchedulerLost"/>.</summary>
    public const string SchedulerLostType = "Weft.Runtime.SchedulerLostException";

    /// <summary>The type name of <see cref="Lost"/>.</summary>
    public const string DataLostType = "Weft.Runtime.DataLostException";

    /// <summary>The type name of <see cref="Cancelled"/> and <see cref="Closed"/>.</summary>
    public const string CancelledType = "Weft.Runtime.TaskCancelledException";

    /// <summary>The scheduler is gone, and with it every pending future.</summary>
    public static ErrorDetail SchedulerLost(string reason) => new(SchedulerLostType, $"scheduler lost: {reason}", "");

    /// <summary>A value is gone for good.</summary>
    public static ErrorDetail Lost(string key, string reason) => new(DataLostType, $"'{key}' is lost: {reason}", "");

    /// <summary>A key was cancelled.</summary>
    public static ErrorDetail Cancelled(string key, string reason) =>
        new(CancelledType, $"'{key}' is cancelled: {reason}", "");

    /// <summary>The user closed the client.</summary>
    public static ErrorDetail Closed() => new(CancelledType, "the client is closed", "");

    /// <summary>No worker took a value.</summary>
    public static ErrorDetail NotTaken(string reason) => new(DataLostType, $"no worker took the values: {reason}", "");
}
