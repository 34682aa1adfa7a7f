using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Runtime;

/// <summary>Short names of functions for keys: the method's own, <c>lambda</c>, or that of a local function.</summary>
internal static class FunctionName
{
    private static readonly ConditionalWeakTable<MethodInfo, string> Names = [];

    public static string Of(Delegate function) =>
        Names.GetValue(function.Method, static method => Shorten(method.Name));

    // The compiler writes <Outer>b__0_1 for a lambda and <Outer>g__Name|0_1 for a local function.
    private static string Shorten(string name)
    {
        if (!name.StartsWith('<')) return name;
        int local = name.IndexOf(">g__", StringComparison.Ordinal);
        if (local < 0) return "lambda";
        int start = local + 4;
        int end = name.IndexOf('|', start);
        return end < 0 ? name[start..] : name[start..end];
    }
}
