namespace Weft.Node.Tests;

/// <summary>Tests that start nodes as processes run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class NodeProcesses
{
    public const string Name = "node processes";
}
