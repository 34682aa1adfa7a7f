using Akka.Actor;

namespace Weft.Actors.Bench;

/// <summary>
/// The other process: says where its systems are, one a line, and ends with its standard input.
/// </summary>
internal static class PeerProgram
{
    /// <summary>The line after which everything is there.</summary>
    public const string Ready = "ready";

    /// <summary>The name of the line with the plain socket's port.</summary>
    public const string Raw = "raw";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var systems = arguments switch
        {
            ["sinks"] => StartSinks(),
            ["beats", var seed] => [Beats.Join(Address.Parse(seed))],
            _ => throw new ArgumentException($"peer does not know {string.Join(' ', arguments)}", nameof(arguments)),
        };
        foreach (var system in systems) Console.WriteLine($"{system.Name} {system.Provider.DefaultAddress}");
        Console.WriteLine(Ready);
        await Console.In.ReadToEndAsync();
        await Task.WhenAll(systems.Select(system => system.Terminate()));
        return 0;
    }

    private static ExtendedActorSystem[] StartSinks()
    {
        Console.WriteLine($"{Raw} {RawSocket.Serve()}");
        var systems = Systems.All.Select(Systems.Start).ToArray();
        foreach (var system in systems) system.ActorOf(Props.Create(() => new Sink(1)), "sink");
        return systems;
    }
}
