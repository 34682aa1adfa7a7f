namespace Weft.Actors.Tests;

/// <summary>
/// A node as <c>weft scheduler</c> and <c>weft worker</c> run it, by the variables of their flags: the role, then
/// <c>NAME=VALUE</c>. Ends with its standard input.
/// </summary>
internal static class MemberProgram
{
    public static Task<int> RunAsync(string[] args)
    {
        var role = Enum.Parse<NodeRole>(args[0], ignoreCase: true);
        var variables = args.Skip(1).Select(arg => arg.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        _ = Task.Run(async () =>
        {
            await Console.In.ReadToEndAsync();
            Environment.Exit(0);
        });
        return WeftNode.RunAsync(
            new NodeOptions
            {
                Role = role,
                Flags = NodeLayer.Empty,
                Environment = NodeLayer.Environment(role, variables.GetValueOrDefault),
            },
            Console.Out,
            TextWriter.Null,
            CancellationToken.None);
    }
}
