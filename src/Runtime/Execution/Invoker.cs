using System.Reflection;

namespace Weft.Runtime;

/// <summary>
/// Calls the delegates of one type with arguments in an array. <c>Func</c> of up to four arguments is called through a
/// generic class made for its type, which costs a cast per argument and needs no code generated at run time, so it
/// works where dynamic code is off; any other delegate is called by reflection. Exceptions pass through as they were
/// thrown. Immutable.
/// </summary>
internal abstract class Invoker
{
    private Invoker()
    {
    }

    /// <summary>The invoker for the delegate's type.</summary>
    public static Invoker For(Delegate function)
    {
        var type = function.GetType();
        if (!type.IsGenericType) return new Reflected(function.GetType().GetMethod("Invoke")!);
        var definition = type.GetGenericTypeDefinition();
        var invoker =
            definition == typeof(Func<>) ? typeof(Func0<>) :
            definition == typeof(Func<,>) ? typeof(Func1<,>) :
            definition == typeof(Func<,,>) ? typeof(Func2<,,>) :
            definition == typeof(Func<,,,>) ? typeof(Func3<,,,>) :
            definition == typeof(Func<,,,,>) ? typeof(Func4<,,,,>) : null;
        if (invoker is null) return new Reflected(type.GetMethod("Invoke")!);
        return (Invoker)Activator.CreateInstance(invoker.MakeGenericType(type.GetGenericArguments()))!;
    }

    /// <summary>Calls the function; each argument is of its parameter's type already.</summary>
    public abstract object? Invoke(Delegate function, object?[] arguments);

    private sealed class Func0<TResult> : Invoker
    {
        public override object? Invoke(Delegate function, object?[] arguments) => ((Func<TResult>)function)();
    }

    private sealed class Func1<T, TResult> : Invoker
    {
        public override object? Invoke(Delegate function, object?[] arguments) =>
            ((Func<T, TResult>)function)((T)arguments[0]!);
    }

    private sealed class Func2<T1, T2, TResult> : Invoker
    {
        public override object? Invoke(Delegate function, object?[] arguments) =>
            ((Func<T1, T2, TResult>)function)((T1)arguments[0]!, (T2)arguments[1]!);
    }

    private sealed class Func3<T1, T2, T3, TResult> : Invoker
    {
        public override object? Invoke(Delegate function, object?[] arguments) =>
            ((Func<T1, T2, T3, TResult>)function)((T1)arguments[0]!, (T2)arguments[1]!, (T3)arguments[2]!);
    }

    private sealed class Func4<T1, T2, T3, T4, TResult> : Invoker
    {
        public override object? Invoke(Delegate function, object?[] arguments) =>
            ((Func<T1, T2, T3, T4, TResult>)function)(
                (T1)arguments[0]!, (T2)arguments[1]!, (T3)arguments[2]!, (T4)arguments[3]!);
    }

    private sealed class Reflected(MethodInfo invoke) : Invoker
    {
        public override object? Invoke(Delegate function, object?[] arguments) =>
            invoke.Invoke(function, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
