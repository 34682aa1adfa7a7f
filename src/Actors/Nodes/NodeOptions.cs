namespace Weft.Actors;

/// <summary>
/// What a node is started with. One rule decides where two say different things: flags over environment over the file
/// over the built-in sample over the reference.
/// </summary>
public sealed record NodeOptions
{
    /// <summary>What it does.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>What was typed.</summary>
    public NodeLayer Flags { get; init; } = NodeLayer.Empty;

    /// <summary>What the environment says.</summary>
    public NodeLayer Environment { get; init; } = NodeLayer.Empty;
}
