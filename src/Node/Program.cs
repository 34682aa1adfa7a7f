using System.CommandLine;
using System.CommandLine.Invocation;
using Weft.Node;
using Weft.Node.Demo;

const int wrongUsage = 2;

using var signals = new Signals();
var root = new RootCommand("weft: send data and work across a cluster.")
{
    CertCommand.Create(),
    DemoCommand.Create(),
    InfoCommand.Create(),
    InspectCommand.Create(),
};
foreach (var command in NodeCommands.Create()) root.Add(command);

var parsed = root.Parse(args);
if (args.Length > 0 && parsed.Action is ParseErrorAction)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"weft: {error.Message}");
    return wrongUsage;
}

// Signals are ours: the parser's own handling ends the process two seconds after the first.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, signals.Stop);
