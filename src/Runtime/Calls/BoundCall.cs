namespace Weft.Runtime;

/// <summary>A function with all its arguments, ready to be called once.</summary>
internal readonly struct BoundCall(Delegate function, Invoker invoker, object?[] arguments)
{
    /// <summary>Calls the function on this thread; what it throws passes through as it was thrown.</summary>
    public object? Invoke() => invoker.Invoke(function, arguments);
}
