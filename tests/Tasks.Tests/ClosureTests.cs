using System.Reflection;
using System.Runtime.CompilerServices;
using Weft.Tasks.Tests.Working;

namespace Weft.Tasks.Tests;

/// <summary>Every event and every message that can reach a machine has a handler there.</summary>
public sealed class ClosureTests
{
    public static TheoryData<string> WorkerEvents => NamesOf(typeof(WorkerEvent));

    public static TheoryData<string> ClientEvents => NamesOf(typeof(ClientEvent));

    public static TheoryData<string> WorkerMessages => NamesOf(typeof(SchedulerToWorker));

    public static TheoryData<string> ClientMessages => NamesOf(typeof(SchedulerToClient));

    [Theory]
    [MemberData(nameof(WorkerEvents))]
    public void The_worker_handles_the_event(string name)
    {
        if (name == nameof(WorkerEvent.SchedulerMessageReceived)) return;
        new WorkerBench().Handle((WorkerEvent)Make(typeof(WorkerEvent).GetNestedType(name)!));
    }

    [Theory]
    [MemberData(nameof(WorkerMessages))]
    public void The_worker_handles_the_message(string name) =>
        new WorkerBench().Tell((SchedulerToWorker)Make(typeof(SchedulerToWorker).GetNestedType(name)!));

    [Theory]
    [MemberData(nameof(ClientEvents))]
    public void The_client_handles_the_event(string name)
    {
        if (name == nameof(ClientEvent.SchedulerMessageReceived)) return;
        new Clients.ClientBench().Handle((ClientEvent)Make(typeof(ClientEvent).GetNestedType(name)!));
    }

    [Theory]
    [MemberData(nameof(ClientMessages))]
    public void The_client_handles_the_message(string name) =>
        new Clients.ClientBench().Hear((SchedulerToClient)Make(typeof(SchedulerToClient).GetNestedType(name)!));

    private static TheoryData<string> NamesOf(Type family) =>
        [.. family.GetNestedTypes(BindingFlags.Public)
            .Where(type => type.IsSubclassOf(family))
            .Select(type => type.Name)];

    private static object Make(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(each => Default(each.ParameterType))]);
    }

    private static object? Default(Type type)
    {
        if (type == typeof(string)) return "x";
        if (type.IsValueType) return RuntimeHelpers.GetUninitializedObject(type);
        if (type == typeof(IReadOnlyDictionary<TaskState, int>)) return new SortedDictionary<TaskState, int>();
        if (type.IsGenericType) return Array.CreateInstance(type.GetGenericArguments()[0], 0);
        if (type == typeof(Serialization.Serialized)) return WorkerBench.Spec;
        return type == typeof(Serialization.MessageValue) ? null : Make(type);
    }
}
