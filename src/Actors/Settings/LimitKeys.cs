using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>Each property of <see cref="Limits"/> as a key: <c>FrameBytesMax</c> is <c>frame-bytes-max</c>.</summary>
internal static partial class LimitKeys
{
    private const string Section = "weft.serialization.limits";

    /// <summary>The properties, in the order of their names.</summary>
    public static IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        .. typeof(Limits).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .OrderBy(property => property.Name, StringComparer.Ordinal),
    ];

    /// <summary>The full path of a property's key.</summary>
    public static string KeyOf(PropertyInfo property) =>
        $"{Section}.{Capital().Replace(property.Name, "-$0").ToLowerInvariant()}";

    /// <summary>Limits as the configuration says.</summary>
    public static Limits Read(SettingsReader reader)
    {
        var limits = new Limits();
        foreach (var property in Properties)
        {
            var isInt = property.PropertyType == typeof(int);
            var max = isInt ? int.MaxValue : long.MaxValue;
            var value = property.Name.Contains("Bytes", StringComparison.Ordinal)
                ? reader.Bytes(KeyOf(property), max)
                : reader.Number(KeyOf(property), max);
            property.SetValue(limits, isInt ? (object)(int)value : value);
        }

        return limits;
    }

    /// <summary>Lines of configuration that say the same.</summary>
    public static IEnumerable<string> Write(Limits limits) => Properties.Select(property =>
        $"{KeyOf(property)} = {Convert.ToInt64(property.GetValue(limits), CultureInfo.InvariantCulture)}");

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
