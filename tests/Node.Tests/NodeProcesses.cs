namespace Weft.Node.Tests;

/// <summary>Tests that start clusters of processes run one after another: they measure time.</summary>
[CollectionDefinition(Name)]
public sealed class NodeProcesses
{
    public const string Name = "node processes";
}
