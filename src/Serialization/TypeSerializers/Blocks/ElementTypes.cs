using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// The element types of arrays by .NET type and by dtype. numpy's notation wherever numpy has the type; <c>weft:</c>
/// and a name for the rest. <c>docs/wire.md</c> holds the same table; a test compares the two.
/// </summary>
internal static class ElementTypes
{
    public const string EnumPrefix = "enum:";
    public const string StructPrefix = "struct:";

    /// <summary>The built-in element types.</summary>
    public static readonly IReadOnlyList<ElementType> BuiltIn =
    [
        new ElementType<bool>("|b1", ContentChecks.Booleans),
        new ElementType<sbyte>("|i1"),
        new ElementType<byte>("|u1"),
        new ElementType<short>("<i2"),
        new ElementType<ushort>("<u2"),
        new ElementType<int>("<i4"),
        new ElementType<uint>("<u4"),
        new ElementType<long>("<i8"),
        new ElementType<ulong>("<u8"),
        new ElementType<Half>("<f2"),
        new ElementType<float>("<f4"),
        new ElementType<double>("<f8"),
        new ElementType<Complex>("<c16"),
        new ElementType<TimeSpan>("<m8[100ns]"),
        new ElementType<Int128>("weft:i16"),
        new ElementType<UInt128>("weft:u16"),
        new ElementType<nint>("weft:nint"),
        new ElementType<nuint>("weft:nuint"),
        new ElementType<char>("weft:char"),
        new ElementType<Rune>("weft:rune", ContentChecks.Runes),
        new ElementType<decimal>("weft:decimal", ContentChecks.Decimals),
        new ElementType<DateTime>("weft:datetime", ContentChecks.DateTimes),
        new ElementType<DateOnly>("weft:date", ContentChecks.Dates),
        new ElementType<TimeOnly>("weft:time", ContentChecks.Times),
        new ElementType<Guid>("weft:guid"),
    ];

    private static readonly Dictionary<Type, ElementType> ByType = BuiltIn.ToDictionary(e => e.Type);

    private static readonly Dictionary<string, ElementType> ByName =
        BuiltIn.ToDictionary(e => e.DataType, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<Type, ElementType?> Named = new();

    /// <summary>The built-in element type of a dtype.</summary>
    public static bool TryGet(string dataType, [NotNullWhen(true)] out ElementType? element) =>
        ByName.TryGetValue(dataType, out element);

    /// <summary>The element type of a .NET type; false where its arrays cannot travel as they lie in memory.</summary>
    public static bool TryGet(Type type, [NotNullWhen(true)] out ElementType? element)
    {
        if (ByType.TryGetValue(type, out element)) return true;
        if (!type.IsValueType || type.ContainsGenericParameters) return false;
        element = type.IsCollectible ? Create(type) : Named.GetOrAdd(type, static t => Create(t));
        return element is not null;
    }

    /// <summary>
    /// The element type of a .NET type where values are encoded: none for a structure that a user's serializer takes,
    /// or that holds one.
    /// </summary>
    public static bool TryGet(Type type, RegistryView view, [NotNullWhen(true)] out ElementType? element)
    {
        element = null;
        return !view.HoldsUsers(type) && TryGet(type, out element);
    }

    private static ElementType? Create(Type type)
    {
        if (type.IsEnum)
        {
            if (!ByType.TryGetValue(type.GetEnumUnderlyingType(), out var underlying)) return null;
            return Make(type, EnumPrefix + underlying.DataType, null);
        }

        return StructFields.TryDescribe(type, out var fields, out int itemBytes)
            ? Make(type, StructPrefix + itemBytes, fields)
            : null;
    }

    private static ElementType Make(Type type, string dataType, IReadOnlyList<string>? fields)
    {
        var made = typeof(NamedElement<>).MakeGenericType(type).GetMethod(nameof(NamedElement<int>.Create))!;
        return (ElementType)made.Invoke(null, [dataType, fields])!;
    }

    private static class NamedElement<T>
        where T : unmanaged
    {
        public static ElementType Create(string dataType, IReadOnlyList<string>? fields) =>
            new ElementType<T>(dataType) { IsNamed = true, Fields = fields };
    }
}
