using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>Every message is a sealed record of one of the families, and goes only to the role it is meant for.</summary>
internal sealed class ClosedFamilies : Checker
{
    private static readonly Type[] Families =
    [
        typeof(ClientToScheduler), typeof(SchedulerToClient), typeof(WorkerToScheduler), typeof(SchedulerToWorker),
        typeof(DataMessage),
    ];

    /// <summary>Every concrete message there is.</summary>
    public static IReadOnlyList<Type> Messages { get; } =
        Families.SelectMany(family => family.GetNestedTypes()).Where(type => !type.IsAbstract).ToList();

    public override void OnMessage(Node from, Node to, Message message)
    {
        var type = message.GetType();
        if (!type.IsSealed || !Families.Contains(type.DeclaringType))
            throw Broken("", $"{type.FullName} is not a sealed member of a message family");
        bool fits = message switch
        {
            ClientToScheduler => from is ClientNode && to is SchedulerNode,
            WorkerToScheduler => from is WorkerNode && to is SchedulerNode,
            SchedulerToClient => from is SchedulerNode && to is ClientNode,
            SchedulerToWorker => from is SchedulerNode && to is WorkerNode,
            _ => from is not SchedulerNode && to is not SchedulerNode,
        };
        if (!fits) throw Broken("", $"{from.Address} sends {to.Address} a {type.Name}");
    }
}
