using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Weft.Actors.Tests;

/// <summary>Users' own actors that tell arrays to each other.</summary>
public sealed class ValueMessageTests() : TestKit(TwoSystems.ConfigOf(""))
{
    [Fact]
    public async Task An_array_told_to_an_actor_on_another_node_arrives_and_is_answered()
    {
        await using var systems = new TwoSystems();
        var echo = systems.There.ActorOf(Props.Create(() => new Echo()), "echo");
        var remote = await TwoSystems.SeenFrom(systems.Here, echo, systems.There);
        foreach (var length in new[] { 0, 1, 1000, 1_000_000 })
        {
            var array = Enumerable.Range(0, length).Select(i => i * 0.25).ToArray();
            var back = await remote.Ask<double[]>(array, TimeSpan.FromSeconds(20));
            Assert.Equal(array, back);
        }
    }

    [Fact]
    public async Task A_refused_value_is_dropped_and_the_association_lives()
    {
        await using var systems = new TwoSystems(
            """
            akka.actor.serialization-bindings {
              "Weft.Actors.Tests.ValueMessageTests+Secret, Weft.Actors.Tests" = weft-data
            }
            """);
        var echo = systems.There.ActorOf(Props.Create(() => new Echo()), "echo");
        var remote = await TwoSystems.SeenFrom(systems.Here, echo, systems.There);
        await Assert.ThrowsAsync<AskTimeoutException>(
            () => remote.Ask<object>(new Secret("x"), TimeSpan.FromMilliseconds(500)));
        var one = new[] { 1.0 };
        Assert.Equal(one, await remote.Ask<double[]>(one, TimeSpan.FromSeconds(5)));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    internal sealed record Secret(string Text);
}
