using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>Calls that stay in the process: a spec is a number, behind which the delegate itself is kept.</summary>
internal sealed class DirectCalls : ITaskCallEncoder
{
    private readonly ConcurrentDictionary<long, (Delegate Function, IReadOnlyList<TaskArgument> Arguments)> _calls
        = new();
    private long _last;

    public Serialized Encode(Delegate function, IReadOnlyList<TaskArgument> arguments)
    {
        long number = Interlocked.Increment(ref _last);
        _calls[number] = (function, arguments);
        return new Serialized(new Payload(new HeaderBuilder().Set("call", number).Build()));
    }

    public object? Run(TaskRun run)
    {
        Assert.True(run.Spec.Payload.Header.TryGetInt64("call", out long number));
        var (function, given) = _calls[number];
        var types = function.Method.GetParameters();
        object?[] arguments = [.. given.Select((argument, i) => Bind(argument, types[i].ParameterType, run))];
        try
        {
            object? result = function.DynamicInvoke(arguments);
            if (result is not Task task) return result;
            task.GetAwaiter().GetResult();
            return task.GetType().GetProperty("Result")!.GetValue(task);
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }

    private static object? Bind(TaskArgument argument, Type type, TaskRun run)
    {
        switch (argument)
        {
            case TaskArgument.Value value: return value.Item;
            case TaskArgument.Key key: return run.Values[key.Name];
            case TaskArgument.Keys keys:
                var array = Array.CreateInstance(type.GetElementType()!, keys.Names.Count);
                for (int i = 0; i < array.Length; i++) array.SetValue(run.Values[keys.Names[i]], i);
                return array;
            default: throw new ArgumentException($"{argument}", nameof(argument));
        }
    }
}
