// Two nodes exchange matrices: one squares what the other one tells it.
//
//   dotnet run -- serve                               prints the address of its actor
//   dotnet run -- ask akka.tcp://matrices@…/user/square [rows]
using Akka.Actor;
using Akka.Configuration;
using Weft.Actors;
using Weft.Examples.Matrices;

// With Weft's provider a plain Tell or Ask carries an array of any size to another node.
var config = ConfigurationFactory.ParseString(
    """
    akka.loglevel = ERROR
    akka.actor.provider = "Weft.Actors.WeftActorRefProvider, Weft.Actors"
    akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
    """).WithFallback(WeftConfig.Reference);

switch (args)
{
    case ["serve"]:
        {
            using var system = ActorSystem.Create("matrices", config);
            var square = system.ActorOf(Props.Create<SquareActor>(), "square");
            Console.WriteLine(WeftRoles.AddressOf(system, square));
            await Console.In.ReadLineAsync();
            await system.Terminate();
            return 0;
        }

    case ["ask", var address, .. var more]:
        {
            var rows = more is [var text] ? int.Parse(text) : 1000;
            using var system = ActorSystem.Create("matrices", config);
            var square = await system.ActorSelection(address).ResolveOne(TimeSpan.FromSeconds(10));
            var rotation = Matrix.Rotation(rows, angle: 0.25);
            var squared = await square.Ask<double[,]>(rotation, TimeSpan.FromSeconds(60));
            var difference = Matrix.Distance(squared, Matrix.Rotation(rows, angle: 0.5));
            Console.WriteLine($"{squared.GetLength(0)} x {squared.GetLength(1)}, right to 1e-9: {difference < 1e-9}");
            await system.Terminate();
            return 0;
        }

    default:
        Console.Error.WriteLine("usage: serve | ask ADDRESS [ROWS]");
        return 2;
}
