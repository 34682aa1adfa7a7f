using System.Collections.Concurrent;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// Makes a call of a task's spec, on the worker. A function that carries no state is resolved once for all tasks with
/// the same encoded reference; one that captured values is built anew for each run, so that runs never share state.
/// Safe for any thread.
/// </summary>
/// <param name="serializer">The worker's view of the registry, with its limits and types.</param>
/// <param name="code">Which code may run, and where it is.</param>
/// <param name="deserializers">The families accepted in captures and values; null for the serializer's own.</param>
public sealed class TaskCallDecoder(
    WeftSerializer serializer,
    ICodeSource code,
    IReadOnlyList<string>? deserializers)
{
    /// <summary>
    /// How many functions are remembered: programs have tens to hundreds; a stream of ever new ones empties the table.
    /// </summary>
    public const int FunctionCountMax = 4096;

    private readonly DeserializeOptions _options = new() { Deserializers = deserializers };
    private readonly ConcurrentDictionary<ReadOnlyMemory<byte>, Bindable> _functions = new(ByteComparer.Instance);

    /// <summary>Decodes the spec, resolves its function and lays its arguments out.</summary>
    /// <exception cref="CodeRefusedException">The function is not admitted, unknown, or of another build.</exception>
    /// <exception cref="WireFormatException">The spec is malformed.</exception>
    /// <exception cref="ArgumentException">A value does not fit its parameter.</exception>
    internal BoundCall Bind(TaskRun run)
    {
        var call = TaskCall.FromSpec(run.Spec, serializer.Limits);
        var function = Resolve(call.Function);
        var parameters = function.Parameters;
        if (parameters.Length != call.Arguments.Count)
        {
            throw new ArgumentException(
                $"{function.Name} takes {parameters.Length} arguments and the call has {call.Arguments.Count}");
        }
        var arguments = new object?[parameters.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = Bind(run, function, parameters[index], call.Arguments[index]);
        }
        return new BoundCall(function.Function, function.Invoker, arguments);
    }

    private Bindable Resolve(EncodedPart part)
    {
        if (part.Frames.Count == 0 && _functions.TryGetValue(part.Header, out var known)) return known;
        var reference = FunctionReference.FromPayload(part.ToPayload(serializer.Limits), serializer, _options);
        var bindable = new Bindable(reference.Name, reference.Resolve(code, serializer.Registry));
        if (part.Frames.Count > 0 || reference.Captured.Count > 0) return bindable;
        if (_functions.Count >= FunctionCountMax) _functions.Clear();
        // The key outlives the message: it must not keep the whole of it alive.
        _functions[part.Header.ToArray()] = bindable;
        return bindable;
    }

    private object? Bind(TaskRun run, Bindable function, Parameter parameter, TaskCallArgument argument) =>
        argument switch
        {
            TaskCallArgument.Key key => Checked(
                Held(run, key.Name), function, parameter, parameter.Type, key.Name),
            TaskCallArgument.Keys keys => Collect(run, function, parameter, keys.Names),
            TaskCallArgument.Value value => Checked(
                serializer.Deserialize(value.Part.ToPayload(serializer.Limits), _options),
                function, parameter, parameter.Type, null),
            _ => throw new CheckException($"no binding for an argument of type {argument.GetType()}"),
        };

    private static Array Collect(TaskRun run, Bindable function, Parameter parameter, IReadOnlyList<string> keys)
    {
        var element = ElementType(parameter.Type) ?? throw new ArgumentException(
            $"parameter '{parameter.Name}' of {function.Name} gets the values of {keys.Count} keys and must be an " +
            $"array; it is {parameter.Type}");
        var array = Array.CreateInstance(element, keys.Count);
        for (var index = 0; index < keys.Count; index++)
        {
            array.SetValue(Checked(Held(run, keys[index]), function, parameter, element, keys[index]), index);
        }
        return array;
    }

    private static Type? ElementType(Type type)
    {
        if (type.IsSZArray) return type.GetElementType();
        if (!type.IsInterface || !type.IsGenericType) return null;
        var element = type.GetGenericArguments()[0];
        return type.IsAssignableFrom(element.MakeArrayType()) ? element : null;
    }

    private static object? Held(TaskRun run, string key) =>
        run.Values.TryGetValue(key, out var value)
            ? value
            : throw new ArgumentException($"the call needs key '{key}', which is not among the task's dependencies");

    private static object? Checked(object? value, Bindable function, Parameter parameter, Type type, string? key)
    {
        var fits = value is null
            ? !type.IsValueType || Nullable.GetUnderlyingType(type) is not null
            : type.IsInstanceOfType(value);
        if (fits) return value;
        var origin = key is null ? "the value sent with the call" : $"the value of key '{key}'";
        throw new ArgumentException(
            $"parameter '{parameter.Name}' of {function.Name} is {type}, and {origin} is " +
            $"{value?.GetType().ToString() ?? "null"}");
    }

    private static Parameter[] ParametersOf(Delegate function)
    {
        // Types are those of the delegate, which casts to them. The names that its author knows are the method's; a
        // closed static method has one parameter more, in front.
        var types = function.GetType().GetMethod("Invoke")!.GetParameters();
        var names = function.Method.GetParameters().AsSpan()[^types.Length..];
        var parameters = new Parameter[types.Length];
        for (var index = 0; index < types.Length; index++)
        {
            parameters[index] = new Parameter(names[index].Name ?? $"{index}", types[index].ParameterType);
        }
        return parameters;
    }

    private readonly record struct Parameter(string Name, Type Type);

    private sealed class Bindable(string name, Delegate function)
    {
        public string Name { get; } = name;

        public Delegate Function { get; } = function;

        public Invoker Invoker { get; } = Invoker.For(function);

        public Parameter[] Parameters { get; } = ParametersOf(function);
    }

    private sealed class ByteComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static ByteComparer Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> bytes)
        {
            // Seeded per process, so that nobody can choose references that collide.
            var hash = new HashCode();
            hash.AddBytes(bytes.Span);
            return hash.ToHashCode();
        }
    }
}
