using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Runtime;

/// <summary>Names of types for people: <c>Double[]</c>, <c>List&lt;String&gt;</c>; never read back.</summary>
internal static class ReadableTypeName
{
    // Weak, so that a type of an unloaded assembly is not kept.
    private static readonly ConditionalWeakTable<Type, string> Names = [];

    public static string Of(object? value) => value is null ? "null" : Of(value.GetType());

    public static string Of(Type type) => Names.GetValue(type, static type => Build(type));

    private static string Build(Type type)
    {
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";

        if (!type.IsGenericType) return type.Name;
        var text = new StringBuilder(type.Name.Split('`')[0]).Append('<');
        text.AppendJoin(", ", type.GetGenericArguments().Select(Of));
        return text.Append('>').ToString();
    }
}
