namespace Weft.Simulation;

/// <summary>What happened in one run, or in many together.</summary>
public sealed class SeedCounters
{
    /// <summary>Events handled by the machines, without their ticks.</summary>
    public long Events { get; set; }

    /// <summary>Messages sent.</summary>
    public long Messages { get; set; }

    /// <summary>Messages that took more than ten times the usual longest way.</summary>
    public long Delays { get; set; }

    /// <summary>Messages that were under way when their connection was cut, and lost.</summary>
    public long MessagesLost { get; set; }

    /// <summary>Workers killed.</summary>
    public long Kills { get; set; }

    /// <summary>Workers killed while one of their functions ran.</summary>
    public long KillsWhileExecuting { get; set; }

    /// <summary>Workers killed while they held the only copy of a result.</summary>
    public long KillsOfSoleHolders { get; set; }

    /// <summary>Connections cut.</summary>
    public long Cuts { get; set; }

    /// <summary>Workers that came after the start.</summary>
    public long Joins { get; set; }

    /// <summary>Workers that left of their own will.</summary>
    public long Leaves { get; set; }

    /// <summary>Workers that left after they had finished what ran.</summary>
    public long Drains { get; set; }

    /// <summary>Times that a worker could not be reached for a while.</summary>
    public long Freezes { get; set; }

    /// <summary>Clients that died.</summary>
    public long ClientDeaths { get; set; }

    /// <summary>Functions that returned.</summary>
    public long Executions { get; set; }

    /// <summary>Values that a client gathered and that were compared with the model.</summary>
    public long ValuesCompared { get; set; }

    /// <summary>Seeds in which a worker was killed.</summary>
    public long SeedsWithKill { get; set; }

    /// <summary>Adds another run's counts.</summary>
    public void Add(SeedCounters other)
    {
        Events += other.Events;
        Messages += other.Messages;
        Delays += other.Delays;
        MessagesLost += other.MessagesLost;
        Kills += other.Kills;
        KillsWhileExecuting += other.KillsWhileExecuting;
        KillsOfSoleHolders += other.KillsOfSoleHolders;
        Cuts += other.Cuts;
        Joins += other.Joins;
        Leaves += other.Leaves;
        Drains += other.Drains;
        Freezes += other.Freezes;
        ClientDeaths += other.ClientDeaths;
        Executions += other.Executions;
        ValuesCompared += other.ValuesCompared;
        SeedsWithKill += other.SeedsWithKill;
    }
}
