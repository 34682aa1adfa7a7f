using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Weft.Serialization;

namespace Weft.Tasks.Tests;

/// <summary>Every event, and every message that a peer may send to the scheduler, is handled.</summary>
public sealed class SchedulerFamiliesTests
{
    public static TheoryData<Type> Events => Members(typeof(SchedulerEvent));

    public static TheoryData<Type> ClientMessages => Members(typeof(ClientToScheduler));

    public static TheoryData<Type> WorkerMessages => Members(typeof(WorkerToScheduler));

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_event_is_handled(Type type)
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Handle((SchedulerEvent)Make(type));
    }

    [Theory]
    [MemberData(nameof(ClientMessages))]
    public void Every_message_of_a_client_is_handled(Type type)
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Say("c", (ClientToScheduler)Make(type));
        drive.Say("stranger", (ClientToScheduler)Make(type));
        Assert.NotEmpty(drive.Effects);
    }

    [Theory]
    [MemberData(nameof(WorkerMessages))]
    public void Every_message_of_a_worker_is_handled(Type type)
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Say("w", (WorkerToScheduler)Make(type));
        drive.Say("stranger", (WorkerToScheduler)Make(type));
        Assert.NotEmpty(drive.Effects);
    }

    private static TheoryData<Type> Members(Type family)
    {
        var members = family.GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(family)).ToArray();
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.True(member.IsSealed));
        return [.. members];
    }

    private static object Make(Type type)
    {
        if (type == typeof(string)) return "some-1";
        if (type == typeof(PeerAddress)) return new PeerAddress("w");
        if (type == typeof(Serialized)) return SchedulerDrive.Spec;
        if (type == typeof(ClientToScheduler)) return new ClientToScheduler.ListWorkers(1);
        if (type == typeof(WorkerToScheduler)) return new WorkerToScheduler.ReplicasHeld([]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Make(item));
            return list;
        }

        if (type.IsValueType) return RuntimeHelpers.GetUninitializedObject(type);
        if (type == typeof(MessageValue)) return SchedulerDrive.Spec;
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType))]);
    }
}
