using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Runtime;

/// <summary>
/// How many bytes of memory a value takes: exact for arrays of elements without references, strings and scalars;
/// for the rest an estimate from a bounded walk (a few levels deep, a few elements of each collection), since a
/// placement decision does not need more.
/// </summary>
internal static class ValueMeasure
{
    private const int DepthMax = 4;
    private const int SamplesMax = 8;
    private const int ObjectBytes = 16;
    private const int ReferenceBytes = 8;
    private const int StringBytes = 22;

    private static readonly ConditionalWeakTable<Type, TypePlan> Plans = [];

    public static long BytesOf(object? value) => BytesOf(value, DepthMax);

    private static long BytesOf(object? value, int depth)
    {
        switch (value)
        {
            case null: return 0;
            case string text: return StringBytes + (2L * text.Length);
            case Array array: return OfArray(array, depth);
            case Delegate or Type or MemberInfo: return ReferenceBytes;
        }

        var plan = Plans.GetValue(value.GetType(), static type => new TypePlan(type));
        if (depth == 0 || plan.IsFlat) return plan.OwnBytes;
        return value is ICollection collection && CountOf(collection) > 0
            ? plan.OwnBytes + OfCollection(collection, depth)
            : plan.OwnBytes + OfFields(value, plan, depth);
    }

    private static long OfArray(Array array, int depth)
    {
        var element = array.GetType().GetElementType()!;
        var plan = Plans.GetValue(element, static type => new TypePlan(type));
        if (element.IsPointer) return array.LongLength * ReferenceBytes;
        long own = array.LongLength * (element.IsValueType ? plan.InlineBytes : ReferenceBytes);
        if (array.Length == 0 || depth == 0 || (element.IsValueType && plan.IsFlat)) return own;
        return own + OfCollection(array, depth);
    }

    // The mean of the first elements, times the count.
    private static long OfCollection(ICollection collection, int depth)
    {
        long sum = 0;
        int taken = 0;
        try
        {
            foreach (var item in collection)
            {
                sum += BytesOf(item, depth - 1);
                if (++taken == SamplesMax) break;
            }
        }
        catch (Exception)
        {
            // A collection whose enumerator fails is measured as what was seen; its owner will hear of it on use.
            return sum;
        }

        return taken == 0 ? 0 : sum / taken * CountOf(collection);
    }

    // A collection is its author's code as well; one that cannot be counted is measured by its fields.
    private static int CountOf(ICollection collection)
    {
        try
        {
            return collection.Count;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    private static long OfFields(object value, TypePlan plan, int depth)
    {
        long sum = 0;
        foreach (var field in plan.References) sum += BytesOf(field.GetValue(value), depth - 1);
        return sum;
    }

    private sealed class TypePlan
    {
        public TypePlan(Type type)
        {
            InlineBytes = type.IsValueType && !type.ContainsGenericParameters
                ? RuntimeHelpers.SizeOf(type.TypeHandle)
                : ReferenceBytes;
            var references = new List<FieldInfo>();
            long own = ObjectBytes;
            for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
            {
                const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public
                    | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                foreach (var field in level.GetFields(Own))
                {
                    own += field.FieldType.IsValueType
                        ? RuntimeHelpers.SizeOf(field.FieldType.TypeHandle)
                        : ReferenceBytes;
                    if (MayLeadOn(field.FieldType)) references.Add(field);
                }
            }

            OwnBytes = type.IsValueType ? InlineBytes : own;
            References = [.. references];
        }

        private static bool MayLeadOn(Type type)
        {
            if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsFunctionPointer || type.IsByRefLike)
                return false;
            return !type.IsValueType || !new TypePlan(type).IsFlat;
        }

        /// <summary>The bytes as an element of an array or a field.</summary>
        public int InlineBytes { get; }

        /// <summary>The bytes of an object of this type without what it refers to.</summary>
        public long OwnBytes { get; }

        /// <summary>True where nothing hangs on it.</summary>
        public bool IsFlat => References.Length == 0;

        /// <summary>The fields that may lead to more.</summary>
        public FieldInfo[] References { get; }
    }
}
