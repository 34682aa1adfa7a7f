using System.CommandLine;
using Weft.Node;
using Weft.Node.Demo;

var root = new RootCommand("weft: send data and work across a cluster.")
{
    CertCommand.Create(),
    DemoCommand.Create(),
    InfoCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
