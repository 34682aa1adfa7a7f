using System.Reflection;

namespace Weft.Serialization;

/// <summary>The delegate types Func and Action that fit a method.</summary>
internal static class DelegateTypes
{
    private const int ParametersMax = 16;

    /// <summary>The delegate types of the base library that values may have.</summary>
    public static readonly Type[] Named =
    [
        .. typeof(Action).Assembly.GetExportedTypes().Where(
            t => t is { Namespace: "System", Name: "Action" } || IsOf(t, "System.Action`") || IsOf(t, "System.Func`")),
        typeof(Predicate<>), typeof(Comparison<>), typeof(Converter<,>), typeof(EventHandler), typeof(EventHandler<>),
    ];

    private static bool IsOf(Type type, string start) =>
        type.FullName?.StartsWith(start, StringComparison.Ordinal) == true;

    /// <summary>Func or Action over a method's parameters, without the first where it is bound.</summary>
    /// <exception cref="UnsupportedFunctionException">By-reference or too many parameters.</exception>
    public static Type Of(MethodInfo method, bool bindsFirst)
    {
        var parameters = method.GetParameters().Select(p => p.ParameterType).Skip(bindsFirst ? 1 : 0).ToList();
        if (WhyNot(method) is { } reason)
            throw new UnsupportedFunctionException($"{FunctionNames.Full(method)} {reason}");
        bool isAction = method.ReturnType == typeof(void);
        if (!isAction) parameters.Add(method.ReturnType);
        if (parameters.Count == 0) return typeof(Action);
        string name = isAction ? $"System.Action`{parameters.Count}" : $"System.Func`{parameters.Count}";
        return typeof(Action).Assembly.GetType(name, throwOnError: true)!.MakeGenericType([.. parameters]);
    }

    /// <summary>Why a method fits neither, or null.</summary>
    public static string? WhyNot(MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (parameters.Length > ParametersMax)
            return $"has {parameters.Length} parameters; a function that travels has at most {ParametersMax}";
        foreach (var type in parameters.Select(p => p.ParameterType).Append(method.ReturnType))
        {
            if (type.IsByRef || type.IsByRefLike || type.IsPointer || type.IsFunctionPointer)
                return $"takes or returns a {type}, which cannot leave the process";
        }

        return null;
    }
}
