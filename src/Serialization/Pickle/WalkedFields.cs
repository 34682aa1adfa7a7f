using System.Reflection;
using System.Text;

namespace Weft.Serialization;

/// <summary>Which fields of a user's type travel, and in which order.</summary>
internal static class WalkedFields
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>
    /// The instance fields of a type and its bases, private and readonly ones too, those of the outermost base first
    /// and then by name; without those marked <see cref="NonSerializedAttribute"/>.
    /// </summary>
    public static FieldInfo[] All(Type type)
    {
        var chain = new List<Type>();
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
            chain.Insert(0, t);
        return [.. chain.SelectMany(t => t.GetFields(Own).OrderBy(f => f.Name, StringComparer.Ordinal))
            .Where(f => !IsLeftOut(f))];
    }

    /// <summary>True for a structure with fields of its own that stay behind.</summary>
    public static bool HasLeftOut(Type type) => Array.Exists(type.GetFields(Own), IsLeftOut);

    /// <summary>True for a type whose author says that its members may differ between builds.</summary>
    public static bool IsTolerant(Type type) =>
        type.GetCustomAttribute<WeftSerializableAttribute>(inherit: false) is { VersionTolerant: true };

    /// <summary>
    /// The names under which the fields of a tolerant type travel: as the programmer wrote them; where a class and its
    /// base have fields of one name, those of the base with its name in front.
    /// </summary>
    public static string[] NamesOf(FieldInfo[] fields)
    {
        var names = new string[fields.Length];
        var met = new HashSet<string>(StringComparer.Ordinal);
        for (int i = fields.Length - 1; i >= 0; i--)
        {
            string name = ShortNames.OfField(fields[i].Name);
            if (!met.Add(name)) met.Add(name = $"{fields[i].DeclaringType!.FullName}.{fields[i].Name}");
            names[i] = name;
        }

        return names;
    }

    /// <summary>A base of the type that belongs to the base library and has fields of its own, or null.</summary>
    public static Type? FrameworkBase(Type type)
    {
        for (var t = type.BaseType; t is not null && t != typeof(object); t = t.BaseType)
        {
            if (BuiltInTypes.IsFramework(t) && t.GetFields(Own).Length > 0) return t;
        }

        return null;
    }

    /// <summary>
    /// A number over the names and declared types of the fields: two builds that disagree on them disagree on it.
    /// Never 0.
    /// </summary>
    public static uint FingerprintOf(Type type)
    {
        uint hash = 2166136261;
        foreach (var field in All(type))
        {
            hash = Add(hash, field.DeclaringType!.Name);
            hash = Add(hash, field.Name);
            hash = Add(hash, NameOf(field.FieldType));
        }

        return hash == 0 ? 1 : hash;
    }

    private static bool IsLeftOut(FieldInfo field) => field.IsDefined(typeof(NonSerializedAttribute), inherit: false);

    // Not the type's own ToString, which names the version of the base library for nested arguments.
    private static string NameOf(Type type)
    {
        if (type.IsGenericParameter || type.IsPointer || type.IsFunctionPointer || type.ContainsGenericParameters)
            return type.Name;
        try
        {
            return TypeNames.Of(type);
        }
        catch (ArgumentException)
        {
            return type.Name;
        }
    }

    // FNV-1a: the same in every process, and nobody gains by a collision.
    private static uint Add(uint hash, string text)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 16777619;
        return (hash ^ 0xff) * 16777619;
    }
}
