using System.Runtime.Serialization;
using Weft.Serialization;

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

/// <summary>Tolerant of versions: travels by the names of its members.</summary>
[WeftSerializable(VersionTolerant = true)]
internal sealed class Ticket
{
    public int Number;
    public string? Holder;
    public object? Extra;
    public Ticket? Next;
}

/// <summary>A comparer of a user's own, with state.</summary>
internal sealed class ByLast(int skipped) : IEqualityComparer<string>, IComparer<string>
{
    public int Skipped = skipped;

    public int Compare(string? x, string? y) => string.CompareOrdinal(Key(x), Key(y));

    public bool Equals(string? x, string? y) => Key(x) == Key(y);

    public int GetHashCode(string obj) => Key(obj).GetHashCode(StringComparison.Ordinal);

    private string Key(string? text) =>
        text is null ? "" : text[..Math.Clamp(text.Length - Math.Max(Skipped, 0), 0, text.Length)];
}

/// <summary>A comparer by which all keys meet.</summary>
internal sealed class OneHash : IEqualityComparer<string>
{
    public int Hash = 7;

    public bool Equals(string? x, string? y) => x == y;

    public int GetHashCode(string obj) => Hash;
}

/// <summary>Registered field by field, with the classes derived from it.</summary>
internal class Figure
{
    public string? Name;
    public double[] Corners = [];
    public Figure? Inner;
}

internal sealed class Prism : Figure
{
    public long Height;
    public object? Content;
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
