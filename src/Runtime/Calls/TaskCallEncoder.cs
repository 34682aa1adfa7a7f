using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// Makes the spec of a task from a function and its arguments, on the client. Functions that capture nothing are
/// encoded once and remembered for as long as their delegate lives; captured state is read anew on every call. Above
/// 10 MB it warns and names what is large: such a value is sent again with every task, where a scattered one is sent
/// once.
/// </summary>
/// <param name="serializer">The client's view of the registry, with its families.</param>
/// <param name="serializers">The families for captured state and values; null for the serializer's own.</param>
/// <param name="logger">Where the warning goes.</param>
/// <param name="context">Who sends the tasks to whom, for families and per-type serializers; null for unknown.</param>
public sealed class TaskCallEncoder(
    WeftSerializer serializer,
    IReadOnlyList<string>? serializers,
    ILogger logger,
    SerializationContext? context = null) : ITaskCallEncoder
{
    /// <summary>Above so many bytes of captured state and values in one call, a warning is logged.</summary>
    public const long LargeCallBytes = 10_000_000;

    private readonly SerializeOptions _options = new()
    {
        Serializers = serializers,
        OnError = OnError.Raise,
        Context = context ?? SerializationContext.Unknown,
    };
    private readonly ConditionalWeakTable<Delegate, byte[]> _headers = [];

    /// <inheritdoc/>
    public Serialized Encode(Delegate function, IReadOnlyList<TaskArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        var part = EncodeFunction(function);
        var encoded = new TaskCallArgument[arguments.Count];
        var bytes = part.Bytes;
        for (var index = 0; index < encoded.Length; index++)
        {
            encoded[index] = Encode(arguments[index]);
            if (encoded[index] is TaskCallArgument.Value value) bytes += value.Part.Bytes;
        }
        if (bytes > LargeCallBytes) Warn(function, encoded, bytes);
        return new TaskCall(part, encoded).ToSpec(serializer.Limits);
    }

    private EncodedPart EncodeFunction(Delegate function)
    {
        if (_headers.TryGetValue(function, out var header)) return new EncodedPart(header, []);
        var reference = FunctionReference.From(function, serializer.Registry);
        var part = EncodedPart.Of(reference.ToPayload(serializer, _options));
        if (reference.Captured.Count == 0 && part.Frames.Count == 0)
        {
            _headers.AddOrUpdate(function, part.Header.ToArray());
        }
        return part;
    }

    private TaskCallArgument Encode(TaskArgument argument) => argument switch
    {
        TaskArgument.Key key => new TaskCallArgument.Key(key.Name),
        TaskArgument.Keys keys => new TaskCallArgument.Keys(keys.Names),
        TaskArgument.Value value => new TaskCallArgument.Value(EncodedPart.Of(
            serializer.Serialize(value.Item, _options))),
        _ => throw new CheckException($"no encoding for an argument of type {argument.GetType()}"),
    };

    private void Warn(Delegate function, TaskCallArgument[] arguments, long bytes)
    {
        var parts = new List<(string What, long Bytes)>();
        var parameters = function.GetType().GetMethod("Invoke")!.GetParameters();
        var names = function.Method.GetParameters();
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] is not TaskCallArgument.Value value) continue;
            // A closed static method has one parameter more than its delegate; the last ones are the call's.
            var name = names[names.Length - parameters.Length + index].Name;
            parts.Add(($"argument '{name}'", value.Part.Bytes));
        }
        var reference = FunctionReference.From(function, serializer.Registry);
        var measuring = _options with { OnError = OnError.Message };
        foreach (var captured in reference.Captured)
        {
            var part = EncodedPart.Of(serializer.Serialize(captured.Value, measuring));
            parts.Add(($"captured variable '{captured.Name}'", part.Bytes));
        }
        var largest = parts.MaxBy(part => part.Bytes);
        CallsLog.LargeCall(logger, reference.Name, bytes, largest.What, largest.Bytes);
    }
}
