namespace Weft.Runtime.Tests;

/// <summary>Stands for a thing of the process, as a socket would: for its finalizer the object family refuses it.</summary>
internal sealed class Outside(int number)
{
    ~Outside() => GC.KeepAlive(this);

    public int Number { get; } = number;
}
