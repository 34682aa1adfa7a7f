using System.Runtime.Serialization;

namespace Weft.Serialization.Tests.Pickle;

public enum Side : byte
{
    Buy = 1,
    Sell = 2,
}

public sealed record Trade(int Id, string Symbol, double Price, long Volume, Side Side);

public class Animal
{
    private readonly string _name;

    public Animal(string name)
    {
        Constructions++;
        _name = name;
    }

    public static int Constructions { get; private set; }

    public string Name => _name;
}

public sealed class Dog(string name, int tricks) : Animal(name)
{
    private readonly int _tricks = tricks;

    public int Tricks => _tricks;

    public Animal? Friend { get; init; }
}

public readonly struct Point(double x, double y) : IEquatable<Point>
{
    public double X { get; } = x;

    public double Y { get; } = y;

    public bool Equals(Point other) => X.Equals(other.X) && Y.Equals(other.Y);

    public override bool Equals(object? obj) => obj is Point other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(X, Y);
}

public readonly record struct Labelled(string Label, bool Flag, Point At);

public sealed class Measurement
{
    public required string Name { get; init; }

    public required double[] Values { get; init; }

    public int[,]? Grid { get; init; }
}

public sealed class Cached
{
    public int Number;

    [NonSerialized]
    public string? Memory;

    [NonSerialized]
    public bool Restored;

    [OnDeserialized]
    private void OnDeserialized(StreamingContext context) => Restored = true;
}

public class Node
{
    public int Number;

    public Node? Next;

    public Node? Other;
}

public sealed record Pair(object? Left, object? Right);

public sealed class Feed(System.Net.Sockets.Socket? socket)
{
#pragma warning disable CA1823, IDE0052 // held so that it is found
    private readonly System.Net.Sockets.Socket? _socket = socket;
#pragma warning restore CA1823, IDE0052
}

public sealed class Desk
{
    public Feed? Feed { get; init; }

    public List<object?> Notes { get; } = [];

    public Action? Callback { get; init; }
}

public sealed class Handle
{
    public int Number;

    ~Handle() => Number = 0;
}

public sealed class Wrapper<T>
{
    public T? Value;
}

public struct Sample
{
    public int Index;

    public float Value;
}

[WeftSerializable]
public sealed record Marked(int Number);

public sealed record Unmarked(int Number);
