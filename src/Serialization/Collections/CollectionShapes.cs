using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>Finds the shape of a collection type.</summary>
internal static class CollectionShapes
{
    private const int TupleItemsMax = 7;
    private static readonly ConcurrentDictionary<Type, CollectionShape?> Known = new();

    /// <summary>The shape; false for types that are never taken apart.</summary>
    public static bool TryGet(Type type, [NotNullWhen(true)] out CollectionShape? shape)
    {
        shape = type.IsCollectible ? Create(type) : Known.GetOrAdd(type, static t => Create(t));
        return shape is not null;
    }

    private static CollectionShape? Create(Type type)
    {
        if (type.ContainsGenericParameters) return null;
        if (type.IsSZArray) return CreateArray(type.GetElementType()!);
        if (!type.IsConstructedGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GenericTypeArguments;
        if (definition == typeof(List<>)) return Make(typeof(ListShape<>), arguments);
        if (definition == typeof(Dictionary<,>)) return Make(typeof(DictionaryShape<,>), arguments);
        bool isTuple = type.IsAssignableTo(typeof(ITuple)) && type.Assembly == typeof(object).Assembly;
        return isTuple && arguments.Length <= TupleItemsMax ? new TupleShape(type) : null;
    }

    private static CollectionShape? CreateArray(Type element) =>
        element.IsPointer || element.IsFunctionPointer ? null : Make(typeof(ArrayShape<>), [element]);

    private static CollectionShape Make(Type definition, Type[] arguments) =>
        (CollectionShape)Activator.CreateInstance(definition.MakeGenericType(arguments))!;
}
