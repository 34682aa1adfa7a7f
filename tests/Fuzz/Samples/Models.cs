using System.Runtime.Serialization;

namespace Weft.Fuzz;

internal enum Grade : short
{
    Low = -1,
    High = 7,
}

internal record struct Spot(double X, double Y);

internal sealed record Reading(int Id, string Label, double[] Values, Grade Grade, Reading? Before);

internal sealed class Ring
{
    public int Number;
    public Ring? Next;
    public object? Anything;
    public readonly Dictionary<string, Ring> Named = [];
}

internal class Animal
{
    public string? Name { get; init; }
}

internal sealed class Horse : Animal
{
    [NonSerialized]
    public bool Restored;

    public int[,]? Stable { get; init; }

    public string[]? Riders { get; init; }

    public (int, string)? Race { get; init; }

    [OnDeserialized]
    private void OnDeserialized(StreamingContext context) => Restored = true;
}
