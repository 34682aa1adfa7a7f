using Akka.Actor;

namespace Weft.Actors;

/// <summary>What a node's actor system has to say to whoever runs the node.</summary>
internal abstract record NodeNews
{
    private NodeNews()
    {
    }

    /// <summary>A member let this node in.</summary>
    public sealed record Joined : NodeNews;

    /// <summary>This node takes part fully.</summary>
    public sealed record Up : NodeNews;

    /// <summary>Another member's state changed.</summary>
    public sealed record Member(Address Address, string Roles, string State) : NodeNews;

    /// <summary>The cluster shut this node out; it may go on with its work no longer.</summary>
    public sealed record CutOff(string Reason) : NodeNews;

    /// <summary>The cluster has let this node go, after it was downed or had left.</summary>
    public sealed record Removed : NodeNews;

    /// <summary>Another node asked this one to leave.</summary>
    public sealed record AskedToLeave : NodeNews;

    /// <summary>The actor of the role has ended.</summary>
    public sealed record RoleEnded : NodeNews;
}
