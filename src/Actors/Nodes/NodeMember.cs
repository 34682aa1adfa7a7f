namespace Weft.Actors;

/// <summary>A member of the cluster as one node sees it.</summary>
/// <param name="Address">The node's address.</param>
/// <param name="Roles">Its roles, sorted.</param>
/// <param name="Status">Akka's word for it in small letters: joining, up, leaving, exiting, down.</param>
/// <param name="IsReachable">False where its heartbeats are missing.</param>
/// <param name="IsLeader">True for the member that carries out changes of membership.</param>
public sealed record NodeMember(
    string Address, IReadOnlyList<string> Roles, string Status, bool IsReachable, bool IsLeader);
