using System.CommandLine;
using Weft.Actors;

namespace Weft.Node.Nodes;

/// <summary><c>weft scheduler</c> and <c>weft worker</c>: a node in this process until it is told to stop.</summary>
public static class RunCommand
{
    /// <summary>The command with its options, one for each <see cref="NodeFlag"/>.</summary>
    public static Command Create(NodeRole role)
    {
        var command = role == NodeRole.Scheduler
            ? new Command("scheduler", "Run a node that may host the cluster's scheduler.")
            : new Command("worker", "Run a node that holds values and runs functions.");
        var options = NodeFlag.Of(role).ToDictionary(flag => flag, OptionOf);
        foreach (var option in options.Values) command.Add(option);
        var endWithInput = new Option<bool>("--end-with-input")
        {
            Description = "end at once when standard input ends, for programs that start nodes",
        };
        command.Add(endWithInput);
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(endWithInput)) Signals.EndWithInput();
            var node = new NodeOptions
            {
                Role = role,
                Flags = NodeLayer.Typed(Read(parsed, options)),
                Environment = NodeLayer.Environment(role, Environment.GetEnvironmentVariable),
            };
            return WeftNode.RunAsync(node, Console.Out, Console.Error, stop);
        });
        return command;
    }

    private static Option OptionOf(NodeFlag flag)
    {
        var description = $"{flag.Description} [{flag.Variable}]";
        if (flag.Kind is NodeFlagKind.Switch or NodeFlagKind.Verbose)
            return new Option<bool>(flag.Name) { Description = description };
        return flag.Repeats
            ? new Option<string[]>(flag.Name) { Description = description, HelpName = flag.Argument }
            : new Option<string>(flag.Name) { Description = description, HelpName = flag.Argument };
    }

    private static Dictionary<NodeFlag, IReadOnlyList<string>> Read(
        ParseResult parsed, Dictionary<NodeFlag, Option> options)
    {
        var given = new Dictionary<NodeFlag, IReadOnlyList<string>>();
        foreach (var (flag, option) in options)
        {
            switch (option)
            {
                case Option<bool> isSwitch when parsed.GetValue(isSwitch):
                    given[flag] = [];
                    break;
                case Option<string> one when parsed.GetValue(one) is { } text:
                    given[flag] = [text];
                    break;
                case Option<string[]> many when parsed.GetValue(many) is { Length: > 0 } texts:
                    given[flag] = texts;
                    break;
            }
        }

        return given;
    }
}
