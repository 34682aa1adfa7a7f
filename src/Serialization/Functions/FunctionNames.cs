using System.Reflection;

namespace Weft.Serialization;

/// <summary>Names of functions as a programmer wrote them.</summary>
internal static class FunctionNames
{
    /// <summary>Short, for task keys: <c>Sum</c>, <c>Main.lambda</c>, the name of a local function.</summary>
    public static string Short(string method)
    {
        if (!method.StartsWith('<')) return method;
        int end = method.IndexOf('>');
        if (end < 0) return method;
        string outer = method[1..end].TrimStart('<').TrimEnd('$');
        string rest = method[(end + 1)..];
        if (!rest.StartsWith("g__", StringComparison.Ordinal)) return outer.Length == 0 ? "lambda" : $"{outer}.lambda";
        int bar = rest.IndexOf('|');
        return bar > 3 ? rest[3..bar] : outer;
    }

    /// <summary>With the type, for messages.</summary>
    public static string Full(MethodInfo method) =>
        method.DeclaringType is { } type ? $"{type}.{method.Name}" : method.Name;
}
