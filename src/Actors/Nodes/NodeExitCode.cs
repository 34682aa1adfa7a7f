namespace Weft.Actors;

/// <summary>How a node's process ends, as scripts see it.</summary>
public static class NodeExitCode
{
    /// <summary>Stopped as it was asked to.</summary>
    public const int Stopped = 0;

    /// <summary>Failed; the line on standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>A flag, a variable, the file or a key in it is wrong; the line names it.</summary>
    public const int WrongSettings = 2;

    /// <summary>This build leaves the Akka engine out.</summary>
    public const int EngineLeftOut = 3;

    /// <summary>Nobody let the node join, or answered, within the time given.</summary>
    public const int NobodyAnswered = 4;

    /// <summary>The address cannot be listened at: the port is taken, or the host is not this machine's.</summary>
    public const int AddressTaken = 5;

    /// <summary>Ended at once by a second signal, without leaving the cluster.</summary>
    public const int EndedAtOnce = 6;
}
