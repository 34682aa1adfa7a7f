namespace Weft.Tasks;

/// <summary>
/// The <see cref="ErrorDetail.TypeName"/> of failures that the scheduler itself finds, for clients that turn them into
/// their own exceptions.
/// </summary>
public static class SchedulerErrorNames
{
    /// <summary>A task names a dependency that nobody has submitted or scattered, or that has been forgotten.</summary>
    public const string UnknownDependency = "Weft.Tasks.UnknownDependency";

    /// <summary>More workers died running a task than <see cref="SchedulerOptions.AllowedFailures"/>.</summary>
    public const string KilledWorker = "Weft.Tasks.KilledWorker";

    /// <summary>A scattered value is needed, and no worker holds a copy any more.</summary>
    public const string DataLost = "Weft.Tasks.DataLost";
}
