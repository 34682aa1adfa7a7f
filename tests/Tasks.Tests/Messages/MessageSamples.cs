using System.Reflection;
using Weft.Serialization;

namespace Weft.Tasks.Tests.Messages;

/// <summary>Makes an instance of any message or part from its record's parameters, each field different.</summary>
internal static class MessageSamples
{
    public static IReadOnlyList<Type> AllTypes { get; } =
    [
        .. typeof(Message).Assembly.GetTypes()
            .Where(type => typeof(Message).IsAssignableFrom(type) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    public static Message Make(Type type, bool full)
    {
        var next = full ? 3 : 0;
        return (Message)Make(type, full, ref next)!;
    }

    public static ParameterInfo[] ParametersOf(Type type) =>
        type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters();

    private static object? Make(Type type, bool full, ref int next)
    {
        next++;
        if (type == typeof(string)) return full ? $"text-{next}-ü" : "";
        if (type == typeof(int)) return full ? next * 1_000 : 0;
        if (type == typeof(long)) return full ? next * 10_000_000_000 : 0L;
        if (type == typeof(bool)) return full;
        if (type == typeof(PeerAddress)) return new PeerAddress(full ? $"tcp://peer:{next}" : "");
        if (type == typeof(IReadOnlyDictionary<TaskState, int>))
        {
            return full
                ? new SortedDictionary<TaskState, int> { [TaskState.Waiting] = next, [TaskState.Erred] = next + 1 }
                : new SortedDictionary<TaskState, int>();
        }

        if (type == typeof(Instant)) return new Instant(full ? next * 1_000_000_000L : 0);
        if (type == typeof(Serialized)) return new Serialized(PayloadOf(next));
        if (type == typeof(MessageValue)) return full ? new Serialized(PayloadOf(next)) : null;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var element = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(element, full ? 2 : 0);
            for (var i = 0; i < list.Length; i++) list.SetValue(Make(element, full, ref next), i);
            return list;
        }

        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var arguments = new List<object?>();
        foreach (var parameter in constructor.GetParameters())
        {
            var isNullable = new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable;
            arguments.Add(isNullable && !full ? null : Make(parameter.ParameterType, full, ref next));
        }

        return constructor.Invoke([.. arguments]);
    }

    // Every other payload has a frame and so travels beside the body.
    private static Payload PayloadOf(int number) =>
        number % 2 == 0 ? new Payload(Header.Empty) : new Payload(Header.Empty, new byte[] { (byte)number });
}
