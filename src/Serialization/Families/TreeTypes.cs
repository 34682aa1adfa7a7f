namespace Weft.Serialization;

/// <summary>
/// Which trees come back from msgpack as what they were: it keeps numbers, not their width, and lists and maps, not
/// their class. Below a type that says it all, such as a list of longs, nothing is lost; where anything may stand, only
/// what a reader makes of msgpack by itself is kept.
/// </summary>
internal static class TreeTypes
{
    /// <summary>What would come back as something else, and where it stands; null where all is kept.</summary>
    /// <param name="value">A tree that msgpack can express.</param>
    /// <param name="declared">What the place says of it; the value's own type for the whole.</param>
    /// <param name="depth">Levels to look at.</param>
    public static string? FirstLost(object? value, Type declared, int depth)
    {
        if (value is null || depth < 0) return null;
        var type = value.GetType();
        bool isKnown = declared == typeof(object) ? IsNatural(value) : type == declared;
        if (!isKnown) return $" is a {type}, which would come back as another type";
        if (Scalars.IsScalar(type) || !CollectionShapes.TryGet(type, out var shape)) return null;
        if (!shape.CanSplit(value)) return " has a comparer of its own, which would not come back";
        var element = shape.ElementType!;
        if (element.IsPrimitive || element == typeof(string)) return null;
        int index = 0;
        foreach (object? child in shape.Children(value))
        {
            if (FirstLost(child, element, depth - 1) is { } lost) return $"[{index}]{lost}";
            index++;
        }

        return null;
    }

    // What MessageTree reads where nothing says more.
    private static bool IsNatural(object value) => value switch
    {
        bool or int or float or double or string or List<object> or Dictionary<string, object> =>
            value.GetType().Assembly == typeof(object).Assembly,
        byte[] => value.GetType() == typeof(byte[]),
        long number => number is < int.MinValue or > int.MaxValue,
        ulong number => number > long.MaxValue,
        Dictionary<object, object> map => value.GetType() == typeof(Dictionary<object, object>) &&
            map.Keys.Any(key => key is not string) && map.Keys.All(IsNatural),
        _ => false,
    };
}
