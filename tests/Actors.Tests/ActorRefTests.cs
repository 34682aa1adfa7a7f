using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>References to actors inside values.</summary>
public sealed class ActorRefTests() : TestKit(TwoSystems.ConfigOf(""))
{
    private const string Bindings =
        """
        akka.actor.serialization-bindings { "Weft.Actors.Tests.ActorRefTests+Call, Weft.Actors.Tests" = weft-data }
        weft.serialization.allowed-types = ["Weft.Actors.Tests.ActorRefTests+Call, Weft.Actors.Tests"]
        """;

    [Fact]
    public async Task A_reference_inside_a_message_leads_back_to_its_actor_from_another_node()
    {
        await using var systems = new TwoSystems(Bindings);
        var caller = systems.There.ActorOf(Props.Create(() => new Caller()), "caller");
        var remote = await TwoSystems.SeenFrom(systems.Here, caller, systems.There);
        var answer = new TaskCompletionSource<int[]>();
        var target = systems.Here.ActorOf(Props.Create(() => new Target(answer)), "target");
        remote.Tell(new Call([ActorRefs.Nobody, target], null));
        var answered = await answer.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([1, 2], answered);
    }

    [Fact]
    public void Nobody_and_null_come_back_as_they_were()
    {
        var serializer = WeftExtension.Of(Sys).Serializer;
        Assert.Same(ActorRefs.Nobody, serializer.Deserialize(serializer.Serialize(ActorRefs.Nobody)));
        Assert.Null(serializer.Deserialize(serializer.Serialize(null)));
    }

    [Fact]
    public void A_reference_carries_the_address_that_peers_know()
    {
        var extension = WeftExtension.Of(Sys);
        var header = extension.Serializer.Serialize(TestActor).Header;
        Assert.True(header.TryGetHeader("sub-header", out var own));
        Assert.True(own.TryGetString("path", out var path));
        Assert.StartsWith(extension.System.Provider.DefaultAddress.ToString(), path, StringComparison.Ordinal);
        Assert.Equal(TestActor, extension.Serializer.Deserialize(extension.Serializer.Serialize(TestActor)));
    }

    [Theory]
    [InlineData("not a path")]
    [InlineData("http://")]
    public void A_text_that_is_no_path_is_malformed(string path)
    {
        var serializer = WeftExtension.Of(Sys).Serializer;
        var own = new HeaderBuilder().Set("path", path).Build();
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "[Akka]Akka.Actor.IActorRef")
            .Set("sub-header", own).Build();
        Assert.Throws<WireFormatException>(() => serializer.Deserialize(new Payload(header)));
    }

    internal sealed record Call(IActorRef[] Targets, IActorRef? Nothing);

    private sealed class Caller : ReceiveActor
    {
        public Caller() => Receive<Call>(call =>
        {
            if (call is { Nothing: null, Targets: [Nobody, var target] }) target.Tell(new[] { 1, 2 });
        });
    }

    private sealed class Target : ReceiveActor
    {
        public Target(TaskCompletionSource<int[]> answer) => Receive<int[]>(answer.SetResult);
    }
}
