namespace Weft.Simulation;

/// <summary>How many, how long and how rough: drawn once per seed, so that seeds differ in kind too.</summary>
public sealed record SeedProfile
{
    /// <summary>Draws a profile.</summary>
    public static SeedProfile Draw(Chance chance) => new()
    {
        Workers = chance.Between(2, 6),
        Clients = chance.Between(1, 3),
        ActionsPerClient = chance.Between(8, 18),
        TurmoilNanoseconds = chance.Nanoseconds(1_000_000_000, 8_000_000_000),
        Kills = chance.In(0.25) ? 0 : chance.Between(1, 4),
        Cuts = chance.In(0.5) ? 0 : chance.Between(1, 4),
        Joins = chance.Between(0, 3),
        Leaves = chance.In(0.6) ? 0 : chance.Between(1, 2),
        Freezes = chance.In(0.5) ? 0 : chance.Between(1, 4),
        ClientDies = chance.In(0.15),
        DelayShare = chance.In(0.3) ? 0 : 0.001 * chance.Between(1, 60),
        BusyShare = chance.In(0.5) ? 0 : 0.01 * chance.Between(1, 30),
        MissingShare = chance.In(0.75) ? 0 : 0.01 * chance.Between(1, 8),
        UndecodableShare = chance.In(0.8) ? 0 : 0.01 * chance.Between(1, 5),
        PutRefusedShare = chance.In(0.8) ? 0 : 0.01 * chance.Between(1, 20),
        FailingShare = chance.In(0.3) ? 0 : 0.01 * chance.Between(1, 15),
        DeadlyShare = chance.In(0.85) ? 0 : 0.01 * chance.Between(1, 5),
        RestrictedShare = chance.In(0.7) ? 0 : 0.01 * chance.Between(2, 20),
    };

    /// <summary>Workers at the start.</summary>
    public required int Workers { get; init; }

    /// <summary>Clients at the start.</summary>
    public required int Clients { get; init; }

    /// <summary>What each user does before the quiet.</summary>
    public required int ActionsPerClient { get; init; }

    /// <summary>How long users act and things break; then all is calm.</summary>
    public required long TurmoilNanoseconds { get; init; }

    /// <summary>Workers to kill.</summary>
    public required int Kills { get; init; }

    /// <summary>Connections to cut.</summary>
    public required int Cuts { get; init; }

    /// <summary>Workers to come later.</summary>
    public required int Joins { get; init; }

    /// <summary>Workers to leave of their own will.</summary>
    public required int Leaves { get; init; }

    /// <summary>Times that a worker cannot be reached for a while.</summary>
    public required int Freezes { get; init; }

    /// <summary>Whether one client dies without a word.</summary>
    public required bool ClientDies { get; init; }

    /// <summary>Share of messages that take very long.</summary>
    public required double DelayShare { get; init; }

    /// <summary>Share of requests for data that are answered with "busy".</summary>
    public required double BusyShare { get; init; }

    /// <summary>Share of values asked for that a holder turns out not to have.</summary>
    public required double MissingShare { get; init; }

    /// <summary>Share of values that cannot be decoded where they arrive.</summary>
    public required double UndecodableShare { get; init; }

    /// <summary>Share of scattered parts that a worker refuses.</summary>
    public required double PutRefusedShare { get; init; }

    /// <summary>Share of tasks whose function throws, some of them always.</summary>
    public required double FailingShare { get; init; }

    /// <summary>Share of tasks whose function kills its process, some of them always.</summary>
    public required double DeadlyShare { get; init; }

    /// <summary>Share of tasks that may run on some workers only.</summary>
    public required double RestrictedShare { get; init; }
}
