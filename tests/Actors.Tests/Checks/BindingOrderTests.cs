using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>
/// Akka takes the first binding that fits, in the order of a hash table. No such order may send a value elsewhere.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class BindingOrderTests(ITestOutputHelper output)
{
    private const int Processes = 20;

    [Fact]
    public async Task In_whatever_order_bindings_are_tried_every_value_arrives_as_itself_by_weft_data()
    {
        var orders = new HashSet<string>(StringComparer.Ordinal);
        var faults = new List<string>();
        for (var seed = 0; seed < Processes; seed += 2)
        {
            using var first = ChildProcess.Start("bindings", seed.ToString(CultureInfo.InvariantCulture));
            using var second = ChildProcess.Start("bindings", (seed + 1).ToString(CultureInfo.InvariantCulture));
            foreach (var child in new[] { first, second })
            {
                var lines = (await child.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal(0, child.ExitCode);
                orders.Add(lines[0]);
                faults.AddRange(lines.Skip(1));
            }
        }
        foreach (var order in orders) output.WriteLine(order);
        Assert.Empty(faults);
        Assert.True(orders.Count >= 5, $"{orders.Count} orders in {Processes} processes: they prove little");
    }

    [Fact]
    public void No_type_of_Akkas_own_messages_is_also_taken_by_Wefts_wide_bindings()
    {
        using var system = ActorSystem.Create("bound", TwoSystems.ConfigOf("akka.actor.provider = cluster"));
        Akka.Cluster.Tools.PublishSubscribe.DistributedPubSub.Get(system);
        var map = (IEnumerable)typeof(Akka.Serialization.Serialization)
            .GetField("_serializerMap", BindingFlags.Instance | BindingFlags.NonPublic)!
            .GetValue(system.Serialization)!;
        var bound = map.Cast<KeyValuePair<Type, Akka.Serialization.Serializer>>().ToArray();
        var others = bound.Where(pair => pair.Value is not WeftMessageSerializer && pair.Key != typeof(object))
            .Select(pair => pair.Key).ToArray();
        var exact = bound.Select(pair => pair.Key).ToHashSet();
        var akka = AppDomain.CurrentDomain.GetAssemblies()
            .Where(each => each.GetName().Name!.StartsWith("Akka", StringComparison.Ordinal)).ToArray();
        Assert.Contains(akka, each => each.GetName().Name == "Akka.Cluster.Tools");
        var taken = akka.SelectMany(each => each.GetTypes())
            .Where(type => !type.IsAbstract && !exact.Contains(type) && IsWide(type))
            .Where(type => others.Any(other => other.IsAssignableFrom(type)));
        // Akka.Persistence keeps it in a journal; it is never told to another node.
        Assert.Equal([typeof(Akka.Delivery.DurableProducerQueue.State<>)], taken);
    }

    private static bool IsWide(Type type) =>
        type.IsValueType || type.IsAssignableTo(typeof(IEnumerable)) || type.IsAssignableTo(typeof(ITuple));
}
