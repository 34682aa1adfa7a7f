using System.CommandLine;

namespace Weft.Node;

/// <summary>The commands of nodes: <c>scheduler</c>, <c>worker</c> and <c>status</c>.</summary>
public static class NodeCommands
{
    /// <summary>How every command ends that needs the Akka engine in a build without it.</summary>
    public const int EngineLeftOut = 3;

#if WITH_AKKA
    /// <summary>The commands.</summary>
    public static IReadOnlyList<Command> Create() =>
    [
        Nodes.RunCommand.Create(Actors.NodeRole.Scheduler),
        Nodes.RunCommand.Create(Actors.NodeRole.Worker),
        Nodes.StatusCommand.Create(),
    ];
#else
    /// <summary>The commands: each says that it is not there.</summary>
    public static IReadOnlyList<Command> Create() =>
    [
        LeftOut("scheduler", "Run a node that may host the scheduler."),
        LeftOut("worker", "Run a node that holds values and runs functions."),
        LeftOut("status", "Show a cluster."),
    ];

    private static Command LeftOut(string name, string description)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(async _ =>
        {
            await Console.Error.WriteLineAsync($"weft {name}: this build leaves the Akka engine out");
            return EngineLeftOut;
        });
        return command;
    }
#endif
}
