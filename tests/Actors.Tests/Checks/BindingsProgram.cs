using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Serialization;

namespace Weft.Actors.Tests;

/// <summary>
/// Sends one value of each kind through Akka's serialization in a process whose types have hash codes of their own, and
/// so an order of bindings of its own. Says that order and what went wrong.
/// </summary>
internal static class BindingsProgram
{
    private static readonly object[] Values =
    [
        new[] { 1, -2 }, new uint[] { 1, uint.MaxValue }, new sbyte[] { -1, 2 }, new byte[] { 1, 2 }, new[] { true },
        new short[] { -3 }, new ushort[] { 3 }, new[] { 'x', 'y' }, new[] { 1L }, new ulong[] { 1 }, new[] { 1.5 },
        new[] { 1.5f }, new[] { 1.5m }, new[] { "a", "b" }, new object[] { 1, "b", 2.5 }, new[,] { { 1, 2 }, { 3, 4 } },
        new[] { DayOfWeek.Monday, DayOfWeek.Friday }, new[] { Colour.Red }, new[] { new Point(1, 2) },
        new[] { new Named("n") }, new[] { new[] { 1 }, new[] { 2, 3 } }, new List<int> { 1, 2 },
        new HashSet<string> { "a" }, new Dictionary<string, int> { ["a"] = 1 }, (1, "b"), Tuple.Create(1, "b"),
        KeyValuePair.Create(1, 2), new Point(3, 4), DayOfWeek.Sunday, Colour.Blue, true, 1.5, 2.5f, 3.5m, 'c', (byte)1,
        new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), TimeSpan.FromSeconds(3), new Guid(1, 2, 3, new byte[8]),
        new Version(1, 2), new Uri("http://example.org/"), new Named("m"),
    ];

    public static Task<int> RunAsync(string[] args)
    {
        var seed = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
        // .NET draws an object's hash code from a sequence when it is first asked for; a type's too.
        for (var i = 0; i < seed * 7; i++) _ = RuntimeHelpers.GetHashCode(new object());
        var random = new Random(seed);
        using var system = ActorSystem.Create("bindings", TwoSystems.ConfigOf(
            """
            akka.actor.provider = local
            akka.actor.serialization-bindings {
              "Weft.Actors.Tests.BindingsProgram+Named, Weft.Actors.Tests" = weft-data
            }
            weft.serialization.allowed-assemblies = ["Weft.Actors.Tests"]
            """));
        Console.WriteLine(OrderOf(system));
        // Akka remembers what it found, and what it remembers takes part in later look-ups.
        var values = (object[])Values.Clone();
        random.Shuffle(values);
        foreach (var value in values)
        {
            if (Fault(system, value) is { } fault) Console.WriteLine($"{value.GetType()}: {fault}");
        }
        return Task.FromResult(0);
    }

    private static string? Fault(ActorSystem system, object value)
    {
        if (system.Serialization.FindSerializerFor(value) is not WeftDataSerializer serializer)
            return $"goes to {system.Serialization.FindSerializerFor(value).GetType()}";
        var bytes = serializer.ToBinary(value);
        var back = system.Serialization.Deserialize(bytes, serializer.Identifier, serializer.Manifest(value));
        if (back.GetType() != value.GetType()) return $"arrives as {back.GetType()}";
        return Flat(value).SequenceEqual(Flat(back)) ? null : "arrives changed";
    }

    private static IEnumerable<object> Flat(object value) =>
        value is IEnumerable items and not string ? items.Cast<object>().SelectMany(Flat) : [value];

    private static string OrderOf(ActorSystem system)
    {
        var map = typeof(Akka.Serialization.Serialization)
            .GetField("_serializerMap", BindingFlags.Instance | BindingFlags.NonPublic)!
            .GetValue(system.Serialization)!;
        var wide = ((IEnumerable)map).Cast<KeyValuePair<Type, Serializer>>().Select(pair => pair.Key)
            .Where(type => type.IsAssignableFrom(typeof(Point[])) || type.IsAssignableFrom(typeof((int, string))));
        return string.Join(' ', wide.Select(type => type.Name));
    }

    internal enum Colour : byte
    {
        Red,
        Blue,
    }

    internal readonly record struct Point(int X, int Y);

    internal sealed record Named(string Name);
}
