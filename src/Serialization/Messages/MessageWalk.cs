using System.Collections;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Looks for the data values of a message tree, and replaces them by something else. What cannot travel is told before
/// anything is made: paths without an end, and lists that stand in each other so often that no message could hold them.
/// </summary>
internal ref struct MessageWalk
{
    private readonly Limits _limits;
    private int _values;
    private long _nodesLeft;

    private MessageWalk(Limits limits) => (_limits, _nodesLeft) = (limits, limits.MessageBytesMax);

    /// <summary>
    /// What stands against sending the tree, behind its path, or null. Each value takes a byte at least, so that a tree
    /// of more values than a message may have bytes ends the walk, whatever lists share.
    /// </summary>
    /// <param name="tree">Dictionaries, lists, scalars, data values.</param>
    /// <param name="limits">What a receiver with the same limits takes.</param>
    /// <param name="holdsValues">True where a data value was met: the tree is for <see cref="Replace"/>.</param>
    public static string? Check(object? tree, Limits limits, out bool holdsValues)
    {
        var walk = new MessageWalk(limits);
        var failure = walk.Look(tree, limits.DepthMax);
        holdsValues = walk._values > 0;
        return failure;
    }

    private string? Look(object? tree, int depth)
    {
        switch (tree)
        {
            case MessageValue:
                return ++_values <= _limits.PayloadsPerMessageMax
                    ? null
                    : $": more than {_limits.PayloadsPerMessageMax} values in a message (Limits.PayloadsPerMessageMax)";
            case IDictionary map:
                return RefuseLevel(map.Count, depth) ?? LookAtMap(map, depth - 1);
            case IList list when MessageTree.IsList(list, isMessage: true) && tree is not byte[]:
                return RefuseLevel(list.Count, depth) ?? (MayHold(list) ? LookAtList(list, depth - 1) : null);
            default:
                return null;
        }
    }

    private string? LookAtMap(IDictionary map, int depth)
    {
        foreach (DictionaryEntry entry in map)
        {
            if (Look(entry.Value, depth) is { } failure) return $"[{entry.Key}]{failure}";
        }

        return null;
    }

    private string? LookAtList(IList list, int depth)
    {
        int index = 0;
        foreach (object? item in list)
        {
            if (Look(item, depth) is { } failure) return $"[{index}]{failure}";
            index++;
        }

        return null;
    }

    private string? RefuseLevel(int count, int depth)
    {
        if (depth <= 0) return MessageTree.TooDeep;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return MessageTree.StackUsedUp;
        if (count > _limits.CountMax) return $": {count} entries; the limit is {_limits.CountMax} (Limits.CountMax)";
        _nodesLeft -= count;
        return _nodesLeft >= 0
            ? null
            : $": lists and maps of more than {_limits.MessageBytesMax} entries in all, each counted wherever it " +
                "stands (Limits.MessageBytesMax)";
    }

    /// <summary>A copy of the tree in which every data value is replaced. The tree itself is left as it is.</summary>
    /// <param name="tree">One that was checked, or read from bytes.</param>
    /// <param name="replace">What stands for a value.</param>
    public static object? Replace(object? tree, Func<MessageValue, object?> replace)
    {
        switch (tree)
        {
            case MessageValue value:
                return replace(value);
            case IDictionary map:
                return CopyMap(map, replace);
            case IList list when MessageTree.IsList(list, isMessage: true) && MayHold(list):
                var items = new List<object?>(list.Count);
                foreach (object? item in list) items.Add(Replace(item, replace));
                return items;
            default:
                return tree;
        }
    }

    private static object CopyMap(IDictionary map, Func<MessageValue, object?> replace)
    {
        // A comparer is kept: it may tell keys apart that are equal without it.
        IDictionary copy = map switch
        {
            Dictionary<string, object?> named => new Dictionary<string, object?>(named.Comparer),
            Dictionary<object, object?> keyed => new Dictionary<object, object?>(keyed.Comparer),
            _ => new Dictionary<object, object?>(),
        };
        foreach (DictionaryEntry entry in map) copy.Add(entry.Key, Replace(entry.Value, replace));
        return copy;
    }

    // Runs of numbers and of texts hold no value; they need no look at each element.
    private static bool MayHold(IList list) => list switch
    {
        Array array => !array.GetType().GetElementType()!.IsValueType && list is not string[],
        _ => list is not List<string>,
    };
}
