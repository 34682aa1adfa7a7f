namespace Weft.Serialization;

/// <summary>Type and member names as a programmer wrote them, for messages.</summary>
internal static class ShortNames
{
    /// <summary>A type's name without namespace and generic arity.</summary>
    public static string Of(Type type)
    {
        string name = type.Name;
        int tick = name.IndexOf('`');
        return tick > 0 && !type.IsArray ? name[..tick] : name;
    }

    /// <summary>A field's name; that of the property where the compiler made the field for one.</summary>
    public static string OfField(string field)
    {
        const string backing = ">k__BackingField";
        if (field.StartsWith('<') && field.EndsWith(backing, StringComparison.Ordinal))
            return field[1..^backing.Length];
        return field.EndsWith("__this", StringComparison.Ordinal) ? "this" : field;
    }
}
