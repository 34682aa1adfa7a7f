using System.Reflection;
using System.Runtime.Serialization;

namespace Weft.Serialization.Tests.Errors;

public sealed record Order(int Id, string Symbol);

public sealed record Parcel(object? Content);

public sealed class Handle
{
    ~Handle() => GC.KeepAlive(this);
}

public enum Colours : short
{
    Red,
}

/// <summary>Admits nothing, or this assembly.</summary>
internal sealed class ErrorCode(bool admits) : ICodeSource
{
    public bool TryGetAssembly(
        string name, Guid moduleVersionId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Assembly? assembly,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? refusal)
    {
        assembly = admits ? typeof(ErrorCode).Assembly : null;
        refusal = admits ? null : $"no code of {name} is admitted";
        return admits;
    }
}

/// <summary>A structure that is the memory of arrays.</summary>
public struct Spot
{
    public double X;
    public double Y;
}

public interface IMarked;

[WeftSerializable(VersionTolerant = true)]
public sealed class Ticket
{
    public int Id;
    public object? Note;
}

/// <summary>Fails when a graph that holds it is whole.</summary>
public sealed class Alarm
{
    public int Number = 1;

    [OnDeserialized]
    private void OnDeserialized(StreamingContext context) => throw new InvalidOperationException($"rang {Number}");

    [OnSerialized]
    private void OnSerialized(StreamingContext context)
    {
        if (Number < 0) throw new InvalidOperationException("rang early");
    }
}

/// <summary>Fails in the callback of the interface.</summary>
public sealed class Bell : IDeserializationCallback
{
    public int Number = 1;

    public void OnDeserialization(object? sender) => throw new InvalidOperationException($"rang {Number}");
}

public abstract class Beast
{
    public string? Name;
}

public sealed class Hound : Beast
{
    public int Age;
}

public sealed class Clerk
{
    public int Sold;

    public int Sell(int count) => Sold += count;

    /// <summary>A function whose closure holds another closure.</summary>
    public static Func<int> Nested(int outer)
    {
        Func<int> made = () => outer;
        for (int i = 0; i < 1; i++)
        {
            int inner = i;
            made = () => outer + inner;
        }

        return made;
    }

    /// <summary>A function whose closure holds one value.</summary>
    public static Func<object?> Keeping(object? kept) => () => kept;

    /// <summary>A function whose closure holds a number.</summary>
    public static Func<int> Counting(int count) => () => count;
}
