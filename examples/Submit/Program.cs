// A client outside the cluster submits work to it. With a scheduler and a worker on this machine:
//
//   weft scheduler --port 4053
//   weft worker --seed akka.tcp://weft@127.0.0.1:4053 --assemblies DIR --admit Weft.Submit
//   dotnet run -- akka.tcp://weft@127.0.0.1:4053
//
// DIR is where this program was built: a worker runs only functions of assemblies that it has and admits.
using Akka.Actor;
using Akka.Configuration;
using Weft.Actors;
using Weft.Examples.Submit;

if (args is not [var contact])
{
    Console.Error.WriteLine("usage: ADDRESS of any node, such as akka.tcp://weft@127.0.0.1:4053");
    return 2;
}

var config = ConfigurationFactory.ParseString(
    $$"""
    akka.loglevel = ERROR
    akka.actor.provider = remote
    akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, maximum-frame-size = 1 MiB }
    weft.client.contacts = ["{{contact}}"]
    """).WithFallback(WeftConfig.Reference);

using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
using var system = ActorSystem.Create("client", config);
await using var client = await WeftRoles.ConnectAsync(system, null, deadline.Token);

// Darts lie on the workers as arrays; a count of each travels back.
var throws = Enumerable.Range(0, 8).Select(seed => client.Submit(Darts.Throw, seed, 250_000)).ToArray();
var hits = throws.Select(darts => client.Submit(Darts.CountHits, darts)).ToArray();
var counts = await client.GatherAsync(hits, deadline.Token);

Console.WriteLine($"pi is about {4.0 * counts.Sum() / (8 * 250_000):F2}");
return 0;
