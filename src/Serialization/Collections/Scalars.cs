using System.Globalization;

namespace Weft.Serialization;

/// <summary>
/// Scalars as msgpack gives them, made the type that a collection or caller expects: msgpack keeps the number, not its
/// width.
/// </summary>
internal static class Scalars
{
    private static readonly HashSet<Type> Numbers =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(float), typeof(double),
    ];

    /// <summary>True for the types whose values may be keys of a dictionary that is taken apart.</summary>
    public static bool IsKey(Type type) => type == typeof(string) || type == typeof(bool) || Numbers.Contains(type);

    /// <summary>True for the types whose values are one msgpack scalar.</summary>
    public static bool IsScalar(Type type) => IsKey(type) || type == typeof(byte[]);

    /// <summary>The value as T.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public static T To<T>(object? value)
    {
        if (value is T exact && !(value is Array array && ArrayVariance.IsOtherwise(array, typeof(T)))) return exact;
        return (T)To(typeof(T), value)!;
    }

    /// <summary>The value as a type.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public static object? To(Type type, object? value)
    {
        if (value is null)
        {
            if (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null) return null;
            throw new InvalidCastException($"null is no {type}");
        }

        if (type.IsInstanceOfType(value) && !(value is Array array && ArrayVariance.IsOtherwise(array, type)))
            return value;
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (Numbers.Contains(target) && Numbers.Contains(value.GetType()) &&
            (IsFloat(target) || !IsFloat(value.GetType())))
        {
            try
            {
                object converted = Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
                if (converted is not float narrow || !float.IsInfinity(narrow)) return converted;
                if (value is float || (value is double wide && double.IsInfinity(wide))) return converted;
                throw new InvalidCastException($"{value} does not fit {target}");
            }
            catch (OverflowException error)
            {
                throw new InvalidCastException($"{value} does not fit {target}", error);
            }
        }

        throw new InvalidCastException($"{value.GetType()} is no {type}");
    }

    // A float never silently becomes a whole number; a whole number may be asked for as either.
    private static bool IsFloat(Type type) => type == typeof(float) || type == typeof(double);
}
