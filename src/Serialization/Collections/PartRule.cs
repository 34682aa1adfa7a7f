using System.Collections;

namespace Weft.Serialization;

/// <summary>Which children of a collection are a reason to take it apart, and parts of their own where it is.</summary>
internal readonly struct PartRule
{
    private const int ManyMin = 64;
    private const int ShortMax = 64;

    private readonly RegistryView _view;
    private readonly bool _isDataOnly;

    private PartRule(RegistryView view, bool keepsShort, bool isDataOnly) =>
        (_view, KeepsShort, _isDataOnly) = (view, keepsShort, isDataOnly);

    /// <summary>
    /// True where short arrays are no reason: among many they weigh less than their headers would, and a graph keeps
    /// them in itself.
    /// </summary>
    public bool KeepsShort { get; }

    /// <summary>The rule of one call for one collection.</summary>
    public static PartRule For(object collection, CollectionShape shape, in DumpsRequest request)
    {
        var families = request.Options.Serializers!;
        bool hasGraphs = families.Contains(PickleFamily.FamilyName);

        // A graph keeps what parts would lose, and without dask nobody asked for parts by type.
        bool isDataOnly = hasGraphs && request.Options.IterateCollection is null &&
            !families.Contains(DaskFamily.FamilyName);
        return new PartRule(request.View, hasGraphs && shape.Count(collection) > ManyMin, isDataOnly);
    }

    /// <summary>True where a child travels as a part.</summary>
    public bool IsReason(object child)
    {
        if (child is MessageValue) return true;
        if (_isDataOnly) return false;

        // Not of a structure: an immutable array without elements, the default one, cannot be asked for its count.
        bool isShort = KeepsShort && child is not ValueType && child is IList { Count: <= ShortMax };
        return !isShort && IsServed(child.GetType(), _view);
    }

    /// <summary>False where no child of exactly this type, nor what it holds, can be a reason.</summary>
    public bool Qualifies(Type type) =>
        type.IsAssignableTo(typeof(MessageValue)) || CollectionShapes.TryGet(type, out _) ||
        (!_isDataOnly && IsServed(type, _view));

    /// <summary>True where a type has a serializer that takes every value of it.</summary>
    public static bool IsServed(Type type, RegistryView view) =>
        view.TryFind(type, out var serializer) && serializer is not ICompactForm;
}
