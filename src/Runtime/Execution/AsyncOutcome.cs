using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Runtime;

/// <summary>Tells a function's asynchronous result from a plain one, and reads what it came to.</summary>
internal static class AsyncOutcome
{
    private static readonly ConcurrentDictionary<Type, Reader> Readers = new();

    /// <summary>True where <paramref name="returned"/> is a task or value task, given as a task.</summary>
    public static bool IsPending(object? returned, [NotNullWhen(true)] out Task? pending)
    {
        pending = returned switch
        {
            null => null,
            Task task => task,
            ValueTask task => task.AsTask(),
            _ when IsValueTask(returned.GetType()) => FromValueTask(returned),
            _ => null,
        };
        return pending is not null;
    }

    /// <summary>The value of a task that ran to its end; null for one that has none.</summary>
    public static object? ResultOf(Task finished) => Readers.GetOrAdd(finished.GetType(), MakeReader).Read(finished);

    private static bool IsValueTask(Type type) =>
        type.IsValueType && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    private static Task FromValueTask(object returned) =>
        (Task)returned.GetType().GetMethod(nameof(ValueTask.AsTask))!
            .Invoke(returned, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    private static Reader MakeReader(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (!at.IsGenericType || at.GetGenericTypeDefinition() != typeof(Task<>)) continue;
            var result = at.GetGenericArguments()[0];
            // What an async method without a result returns is a Task<VoidTaskResult>, a type nobody can name.
            if (!result.IsVisible && result.Assembly == typeof(Task).Assembly) break;
            return (Reader)Activator.CreateInstance(typeof(ResultReader<>).MakeGenericType(result))!;
        }
        return new Reader();
    }

    private class Reader
    {
        public virtual object? Read(Task finished) => null;
    }

    private sealed class ResultReader<T> : Reader
    {
        public override object? Read(Task finished) => ((Task<T>)finished).Result;
    }
}
