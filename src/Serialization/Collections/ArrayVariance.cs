namespace Weft.Serialization;

/// <summary>
/// To the runtime an array of uints is one of ints too, and of every enum over them; to a caller it is not.
/// </summary>
internal static class ArrayVariance
{
    /// <summary>True where an array passes for a type only because the bits of its elements have the same
    /// width.</summary>
    /// <param name="array">The array; an instance of the type.</param>
    /// <param name="type">An array's type, or an interface of arrays.</param>
    public static bool IsOtherwise(Array array, Type type)
    {
        var actual = array.GetType();
        while (actual != type && actual.IsArray)
        {
            var expected = type.IsArray ? type.GetElementType()
                : type.GenericTypeArguments is [var only] ? only
                : null;
            if (expected is null) return false;
            (actual, type) = (actual.GetElementType()!, expected);
        }

        return actual != type && actual.IsValueType && type.IsValueType;
    }
}
