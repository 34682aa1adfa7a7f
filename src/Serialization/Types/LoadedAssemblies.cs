using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// The loaded assemblies by simple name, listed anew only after another was loaded: a name from the wire that means
/// nothing here costs a look-up, however many such names a peer makes up. Keeps no assembly alive. Safe for any number
/// of threads.
/// </summary>
internal static class LoadedAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, string> Names = [];
    private static int s_loads;
    private static volatile Listing s_listing = new(-1, FrozenDictionary<string, WeakReference<Assembly>[]>.Empty);

    static LoadedAssemblies() => AppDomain.CurrentDomain.AssemblyLoad += (_, _) => Interlocked.Increment(ref s_loads);

    /// <summary>An assembly's simple name; the runtime makes a new one each time it is asked.</summary>
    public static string NameOf(Assembly assembly) =>
        Names.GetValue(assembly, static a => a.GetName().Name ?? "");

    /// <summary>The assemblies of a simple name, spelled exactly so, without those made at run time.</summary>
    public static IEnumerable<Assembly> Named(string simpleName)
    {
        var listing = s_listing;
        int loads = Volatile.Read(ref s_loads);
        if (listing.Loads != loads) s_listing = listing = List(loads);
        return listing.ByName.TryGetValue(simpleName, out var found) ? Alive(found) : [];
    }

    private static IEnumerable<Assembly> Alive(WeakReference<Assembly>[] assemblies)
    {
        foreach (var weak in assemblies)
        {
            if (weak.TryGetTarget(out var assembly)) yield return assembly;
        }
    }

    // Counted before it is listed: an assembly that is loaded meanwhile makes the listing stale, never incomplete.
    private static Listing List(int loads) => new(
        loads,
        AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => !a.IsDynamic)
            .GroupBy(NameOf, StringComparer.Ordinal)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.Select(a => new WeakReference<Assembly>(a)).ToArray(),
                StringComparer.Ordinal));

    private sealed record Listing(int Loads, FrozenDictionary<string, WeakReference<Assembly>[]> ByName);
}
