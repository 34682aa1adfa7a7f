// An actor of your own, told values of your own type by a serializer family of your own.
using Akka.Actor;
using Akka.Configuration;
using Weft.Actors;
using Weft.Examples.OwnFamily;

// The type is bound to weft-data, and the family comes before the others. Both nodes say the same.
var config = ConfigurationFactory.ParseString(
    """
    akka.loglevel = ERROR
    akka.actor.provider = "Weft.Actors.WeftActorRefProvider, Weft.Actors"
    akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
    akka.actor.serialization-bindings { "Weft.Examples.OwnFamily.Signal, Weft.OwnFamily" = weft-data }
    weft.serialization {
      families { steps = "Weft.Examples.OwnFamily.StepsFamily, Weft.OwnFamily" }
      serializers = ["steps", "dask", "pickle"]

      # What steps declines goes to pickle, which decodes allowed types only.
      allowed-types = ["Weft.Examples.OwnFamily.Signal, Weft.OwnFamily"]
    }
    """).WithFallback(WeftConfig.Reference);

using var here = ActorSystem.Create("here", config);
using var there = ActorSystem.Create("there", config);

var scope = there.ActorOf(Props.Create<ScopeActor>(), "scope");
var seen = await here.ActorSelection(WeftRoles.AddressOf(there, scope).Value).ResolveOne(TimeSpan.FromSeconds(10));

var signal = new Signal("engine-7", [.. Enumerable.Range(0, 1_000_000).Select(i => 20_000 + (i % 100))]);
Console.WriteLine(await seen.Ask<string>(signal, TimeSpan.FromSeconds(30)));

await Task.WhenAll(here.Terminate(), there.Terminate());
