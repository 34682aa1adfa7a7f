using System.CommandLine;
using Weft.Node;
using Weft.Node.Demo;

const int wrongUsage = 2;

using var signals = new Signals();
var root = new RootCommand("weft: send data and work across a cluster.")
{
    CertCommand.Create(),
    DemoCommand.Create(),
    InfoCommand.Create(),
};
foreach (var command in NodeCommands.Create()) root.Add(command);

// Signals are ours: the parser's own handling ends the process two seconds after the first.
var settings = new InvocationConfiguration { ProcessTerminationTimeout = null };
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync(settings, signals.Stop);
return parsed.Errors.Count > 0 ? wrongUsage : code;
