using System.Collections;
using System.Reflection;
using Akka.Actor;
using Weft.Transport;

namespace Weft.Actors.Tests;

/// <summary>The data connections that a system has accepted; they are nobody's business but a test's.</summary>
internal static class DataConnections
{
    public static Connection[] Of(ActorSystem system)
    {
        var node = WeftExtension.Of(system).Bulk;
        var listener = Field(node, "_listener");
        var connections = (IEnumerable)Field(listener, "_connections");
        lock (Field(listener, "_gate")) return [.. connections.Cast<Connection>()];
    }

    /// <summary>As a cable that is cut: no word to either end.</summary>
    public static void Cut(ActorSystem system)
    {
        var abort = typeof(Connection).GetMethod("Abort", BindingFlags.Instance | BindingFlags.NonPublic)!;
        foreach (var connection in Of(system)) abort.Invoke(connection, null);
    }

    private static object Field(object owner, string name) =>
        owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner)!;
}
