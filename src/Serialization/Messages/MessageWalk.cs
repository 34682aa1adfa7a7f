using System.Collections;

namespace Weft.Serialization;

/// <summary>
/// Replaces the data values of a message tree by something else; trees without any are returned as they are.
/// </summary>
internal static class MessageWalk
{
    /// <summary>A copy of the tree in which every data value is replaced. The tree itself is left as it is.</summary>
    /// <param name="tree">Dictionaries, lists, scalars, data values.</param>
    /// <param name="replace">What stands for a value.</param>
    /// <param name="depth">Levels walked; what is deeper is left for the writer to refuse.</param>
    public static object? Replace(object? tree, Func<MessageValue, object?> replace, int depth)
    {
        if (tree is MessageValue value) return replace(value);
        return Holds(tree, depth) ? Copy(tree, replace, depth) : tree;
    }

    private static bool Holds(object? tree, int depth)
    {
        if (depth < 0) return false;
        switch (tree)
        {
            case MessageValue:
                return true;
            case IDictionary map:
                foreach (object? item in map.Values)
                {
                    if (Holds(item, depth - 1)) return true;
                }

                return false;
            case IList list when MayHold(list):
                foreach (object? item in list)
                {
                    if (Holds(item, depth - 1)) return true;
                }

                return false;
            default:
                return false;
        }
    }

    private static object? Copy(object? tree, Func<MessageValue, object?> replace, int depth)
    {
        switch (tree)
        {
            case MessageValue value:
                return replace(value);
            case IDictionary map when depth >= 0:
                return CopyMap(map, replace, depth);
            case IList list when depth >= 0 && MayHold(list):
                var items = new List<object?>(list.Count);
                foreach (object? item in list) items.Add(Copy(item, replace, depth - 1));
                return items;
            default:
                return tree;
        }
    }

    private static object CopyMap(IDictionary map, Func<MessageValue, object?> replace, int depth)
    {
        // A comparer is kept: it may tell keys apart that are equal without it.
        IDictionary copy = map switch
        {
            Dictionary<string, object?> named => new Dictionary<string, object?>(named.Comparer),
            Dictionary<object, object?> keyed => new Dictionary<object, object?>(keyed.Comparer),
            _ => new Dictionary<object, object?>(),
        };
        foreach (DictionaryEntry entry in map) copy.Add(entry.Key, Copy(entry.Value, replace, depth - 1));
        return copy;
    }

    // Runs of numbers and of texts hold no value; they need no look at each element.
    private static bool MayHold(IList list) => list switch
    {
        Array array => !array.GetType().GetElementType()!.IsValueType && list is not string[],
        _ => list is not List<string>,
    };
}
