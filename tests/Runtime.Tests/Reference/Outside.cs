namespace Weft.Runtime.Tests;

/// <summary>Stands for a thing of the process, as a socket would: its finalizer keeps the object family away.</summary>
internal sealed class Outside(int number)
{
    ~Outside() => GC.KeepAlive(this);

    public int Number { get; } = number;
}
