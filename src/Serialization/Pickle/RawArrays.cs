using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// Which arrays travel as their memory: those of numbers, of the base library's small structures with a fixed layout,
/// of enums, and of the user's structures that hold nothing but such numbers and no gaps. Bytes from a peer may land in
/// them directly; where not every pattern is a value they are checked once they are there.
/// </summary>
internal static class RawArrays
{
    private static readonly Type[] AnyPattern =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
            typeof(ulong),
        typeof(float), typeof(double), typeof(char), typeof(Half), typeof(Int128), typeof(UInt128), typeof(Guid),
        typeof(TimeSpan), typeof(Complex),
    ];

    private static readonly Type[] Checked =
        [typeof(bool), typeof(decimal), typeof(DateTime), typeof(DateOnly), typeof(TimeOnly), typeof(Rune)];

    private static readonly ConcurrentDictionary<Type, RawArray?> ByElement = new();

    /// <summary>How the memory of an array type is seen.</summary>
    /// <param name="arrayType">An array of any rank.</param>
    /// <param name="raw">Shared by all ranks of one element type.</param>
    public static bool TryGet(Type arrayType, [NotNullWhen(true)] out RawArray? raw) =>
        TryGetByElement(arrayType.GetElementType()!, out raw);

    /// <summary>How the memory of arrays of an element type is seen.</summary>
    public static bool TryGetByElement(Type element, [NotNullWhen(true)] out RawArray? raw)
    {
        raw = ByElement.TryGetValue(element, out var known) ? known : ByElement.GetOrAdd(element, Make(element));
        return raw is not null;
    }

    private static RawArray? Make(Type element)
    {
        if (!element.IsValueType || element.IsByRefLike) return null;
        bool isNumber = IsNumber(element);
        if (!isNumber && Array.IndexOf(Checked, element) < 0 && !IsDenseStructure(element)) return null;
        return (RawArray)Activator.CreateInstance(typeof(RawArray<>).MakeGenericType(element), nonPublic: true)!;
    }

    private static bool IsNumber(Type type) => Array.IndexOf(AnyPattern, type) >= 0 ||
        (type.IsEnum && Array.IndexOf(AnyPattern, Enum.GetUnderlyingType(type)) >= 0);

    // Every byte of the structure belongs to a number: no gap that could carry old memory, no pattern without meaning.
    private static bool IsDenseStructure(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || BuiltInTypes.IsFramework(type) || type.IsAutoLayout) return false;
        if (type.IsExplicitLayout || type.IsGenericType || WalkedFields.IsTolerant(type)
            || GraphCallbacks.Of(type) is not null
            || type.IsDefined(typeof(System.Runtime.CompilerServices.InlineArrayAttribute))) return false;
        var fields = WalkedFields.All(type);
        long bytes = 0;
        foreach (var field in fields)
        {
            if (!IsNumber(field.FieldType) && !IsDenseStructure(field.FieldType)) return false;
            bytes += BytesOf(field.FieldType);
        }

        return fields.Length > 0 && bytes == BytesOf(type);
    }

    private static int BytesOf(Type type) => (int)typeof(System.Runtime.CompilerServices.Unsafe)
        .GetMethod(nameof(System.Runtime.CompilerServices.Unsafe.SizeOf), BindingFlags.Public | BindingFlags.Static)!
        .MakeGenericMethod(type).Invoke(null, null)!;
}
