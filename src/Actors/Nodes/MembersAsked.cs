namespace Weft.Actors;

/// <summary>Asks a node who is a member of its cluster.</summary>
internal sealed record MembersAsked
{
    public static MembersAsked Instance { get; } = new();
}
