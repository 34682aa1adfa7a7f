namespace Weft.Actors.Tests;

/// <summary>Tests that count the memory of the whole process run while no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
