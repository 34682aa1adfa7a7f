namespace Weft.Actors;

/// <summary>How a program outside a cluster reaches it.</summary>
public sealed record NodeClientOptions
{
    /// <summary>Nodes to ask, as <c>host:port</c> or whole addresses; at least one.</summary>
    public required IReadOnlyList<string> Contacts { get; init; }

    /// <summary>A file in HOCON above the built-in sample; null for none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Single keys as <c>KEY=VALUE</c> in HOCON, above all else.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What nodes reach this program by; null for this machine's address on the way to the first.</summary>
    public string? Hostname { get; init; }

    /// <summary>How long finding and connecting may take.</summary>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Timeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);
}
