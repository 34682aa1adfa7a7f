namespace Weft.Runtime;

/// <summary>The exit codes of a child worker.</summary>
public static class WorkerExit
{
    /// <summary>The scheduler told it to stop, or is gone; or it failed, which stands on its standard error.</summary>
    public const int Stopped = 0;

    /// <summary>Its settings are missing or wrong, or its registry could not be prepared.</summary>
    public const int BadSettings = 2;

    /// <summary>Its standard input ended: the parent is gone or let it go.</summary>
    public const int ParentGone = 3;
}
