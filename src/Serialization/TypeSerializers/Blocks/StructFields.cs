using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Finds whether a user's structure may travel as it lies in memory: laid out as written, and of fields that take any
/// bits. A structure with a bool, a decimal or a date in it is left to other families, which check each field.
/// </summary>
internal static class StructFields
{
    private const int NestingMax = 8;

    private static readonly HashSet<Type> AnyBits =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(Half), typeof(float), typeof(double), typeof(Int128), typeof(UInt128), typeof(char),
        typeof(Complex), typeof(Guid), typeof(TimeSpan),
    ];

    /// <summary>Name and dtype of every field by turns, nested ones with a dotted name.</summary>
    public static bool TryDescribe(
        Type type, [NotNullWhen(true)] out IReadOnlyList<string>? fields, out int itemBytes)
    {
        var found = new List<string>();
        fields = null;
        itemBytes = 0;

        // The base library's own structures may be laid out otherwise by another version of it.
        if (type.Assembly == typeof(object).Assembly || !TryAdd(type, "", found, 0)) return false;
        itemBytes = RuntimeHelpers.SizeOf(type.TypeHandle);
        fields = found;
        return true;
    }

    private static bool TryAdd(Type type, string prefix, List<string> fields, int depth)
    {
        if (depth > NestingMax || type.IsAutoLayout) return false;
        if (type.IsDefined(typeof(InlineArrayAttribute), false)) return false;
        var declared = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (declared.Length == 0) return false;
        foreach (var field in declared)
        {
            var fieldType = field.FieldType.IsEnum ? field.FieldType.GetEnumUnderlyingType() : field.FieldType;
            if (AnyBits.Contains(fieldType))
            {
                ElementTypes.TryGet(fieldType, out var element);
                fields.Add(prefix + field.Name);
                fields.Add(element!.DataType);
            }
            else if (!fieldType.IsValueType || fieldType.IsPrimitive || fieldType.Assembly == typeof(object).Assembly ||
                     !TryAdd(fieldType, prefix + field.Name + ".", fields, depth + 1))
            {
                return false;
            }
        }

        return true;
    }
}
