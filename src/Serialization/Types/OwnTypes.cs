using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// The types made of others that this process has encoded, registered, or named in its code: what peers invent never
/// takes their place. Bounded by what the program itself does.
/// </summary>
internal static class OwnTypes
{
    private static readonly ConcurrentDictionary<TypeMaking, Type> Made = new();

    /// <summary>Notes a type and all that it is made of.</summary>
    public static void Add(Type type)
    {
        // Types that unload must not be held.
        if (type.IsCollectible || type.ContainsGenericParameters) return;
        if (!TypeMaking.TryOf(type, out var making) || !Made.TryAdd(making, type)) return;
        if (making.Rank > 0) Add(making.Definition);
        foreach (var argument in making.Arguments) Add(argument);
    }

    /// <summary>The type, if it was noted.</summary>
    public static bool TryGet(in TypeMaking making, [NotNullWhen(true)] out Type? type) =>
        Made.TryGetValue(making, out type);

    /// <summary>Notes the type that code asks for; costs nothing the second time.</summary>
    public static void Add<T>() => _ = Named<T>.IsNoted;

    private static class Named<T>
    {
        public static readonly bool IsNoted = Note();

        private static bool Note()
        {
            OwnTypes.Add(typeof(T));
            return true;
        }
    }
}
