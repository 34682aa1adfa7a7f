using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// The exceptions that may be made here from a name: those of System.Private.CoreLib and Weft.Serialization with a
/// constructor of a message or of a message and a cause, and those that the policy allows, unless denied. Their
/// constructors run.
/// </summary>
internal static class ExceptionTypes
{
    private static readonly Lazy<FrozenDictionary<string, Type>> BuiltIn = new(() => typeof(object).Assembly
        .GetExportedTypes()
        .Concat(typeof(ExceptionTypes).Assembly.GetExportedTypes())
        .Where(t => t.IsAssignableTo(typeof(Exception)) && !t.IsAbstract && !t.IsGenericType && HasConstructor(t))
        .ToFrozenDictionary(TypeNames.Of, StringComparer.Ordinal));

    /// <summary>The name under which an exception's type travels, readable where it has no proper one.</summary>
    public static string NameOf(Type type)
    {
        try
        {
            return TypeNames.Of(type);
        }
        catch (ArgumentException)
        {
            return type.FullName ?? type.Name;
        }
    }

    /// <summary>An exception of the named type; false where that type may not or cannot be made.</summary>
    public static bool TryCreate(
        string name, string message, Exception? inner, TypePolicy policy, [NotNullWhen(true)] out Exception? exception)
    {
        exception = null;
        if (!BuiltIn.Value.TryGetValue(name, out var type) && !policy.TryResolve(name, out type)) return false;
        if (!type.IsAssignableTo(typeof(Exception)) || type.IsAbstract || policy.Denies(type)) return false;
        try
        {
            if (type.GetConstructor([typeof(string), typeof(Exception)]) is { } both)
            {
                exception = (Exception)both.Invoke([message, inner]);
            }
            else if (inner is null && type.GetConstructor([typeof(string)]) is { } one)
            {
                exception = (Exception)one.Invoke([message]);
            }
        }
        catch (System.Reflection.TargetInvocationException)
        {
            // The constructor wants another message: the exception stays a remote one.
        }

        return exception is not null;
    }

    private static bool HasConstructor(Type type) =>
        type.GetConstructor([typeof(string), typeof(Exception)]) is not null ||
        type.GetConstructor([typeof(string)]) is not null;
}
