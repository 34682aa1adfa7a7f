using System.Diagnostics;
using Akka.Actor;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>Ten thousand values of mixed lengths between two actors of two processes.</summary>
[Collection(AloneCollection.Name)]
public sealed class MixedOrderTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_thousand_values_of_mixed_lengths_arrive_equal_and_in_order(bool byPlainTell)
    {
        using var child = ChildProcess.Start(byPlainTell ? ["mixed", "provider"] : ["mixed"]);
        var references = byPlainTell ? ProviderSystems.Provider : "";
        using var system = ActorSystem.Create("parent", TwoSystems.ConfigOf(references));
        var mixed = await system.ActorSelection($"{await child.ReadLineAsync()}/user/mixed").ResolveOne(Patience);
        var sender = Collector.StartLocal(system, "sender");
        system.EventStream.Subscribe(sender.Actor, typeof(DataSendFailed));
        system.EventStream.Subscribe(sender.Actor, typeof(OversizedMessage));

        var watch = Stopwatch.StartNew();
        var values = new MixedValues();
        var sends = new List<Task>();
        var bytes = 0L;
        for (var number = 0; number < MixedValues.Count; number++)
        {
            var value = values.Next();
            bytes += Buffer.ByteLength((Array)value);
            if (byPlainTell) mixed.Tell(value, sender.Actor);
            else sends.Add(mixed.TellData(value, sender.Actor));
        }
        await Task.WhenAll(sends).WaitAsync(Patience);
        Assert.Equal($"{MixedValues.Count} told, all equal and in order", $"{await sender.NextAsync()}");
        output.WriteLine($"{bytes:N0} bytes in {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.True(sender.IsEmpty);
        await system.Terminate();
    }
}
