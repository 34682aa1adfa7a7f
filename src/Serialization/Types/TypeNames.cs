using System.Collections.Concurrent;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// Writes the name under which a type travels: the keyword or full name alone for a type of the built-in table,
/// <c>[assembly]full name</c> for any other, in the grammar of <see cref="TypeNameParser"/>. Names are kept: the second
/// call for a type costs one look-up.
/// </summary>
internal static class TypeNames
{
    private static readonly ConcurrentDictionary<Type, string> Known = new();

    /// <summary>The name of a closed type; the same text in every process that has the same assembly.</summary>
    /// <exception cref="ArgumentException">The type is open, a pointer, a reference or has a name the grammar
    /// lacks.</exception>
    public static string Of(Type type) =>
        Known.TryGetValue(type, out string? name) ? name : Known.GetOrAdd(type, BuildOwn(type));

    /// <summary>The name of a definition, without generic arguments.</summary>
    public static string OfDefinition(Type definition)
    {
        if (BuiltInTypes.TryGetName(definition, out string? builtIn)) return builtIn;
        string assembly = definition.Assembly.GetName().Name ?? "";
        string name = definition.FullName
            ?? throw new ArgumentException($"{definition} has no name to send", nameof(definition));
        if (!IsWord(assembly) || !IsWord(name))
            throw new ArgumentException($"the name of {definition} has characters that type names on the wire lack");
        return $"[{assembly}]{name}";
    }

    private static bool IsWord(string text)
    {
        foreach (char c in text)
        {
            if (!TypeNameParser.IsWordChar(c)) return false;
        }

        return text.Length > 0;
    }

    // Who asks for a name is this process itself, before it writes it.
    private static string BuildOwn(Type type)
    {
        string name = Build(type);
        OwnTypes.Add(type);
        return name;
    }

    private static string Build(Type type)
    {
        if (type.IsPointer || type.IsByRef || type.IsFunctionPointer || type.ContainsGenericParameters)
            throw new ArgumentException($"{type} is a pointer, a reference or not closed: it has no name to send");
        if (type.IsArray) return BuildArray(type);
        if (!type.IsGenericType) return OfDefinition(type);
        var text = new StringBuilder(OfDefinition(type.GetGenericTypeDefinition())).Append('[');
        var arguments = type.GetGenericArguments();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(Of(arguments[i]));
        }

        return text.Append(']').ToString();
    }

    private static string BuildArray(Type type)
    {
        int rank = type.GetArrayRank();
        if (rank == 1 && !type.IsSZArray)
            throw new ArgumentException($"{type} has a lower bound that is not 0: it has no name to send");
        return $"{Of(type.GetElementType()!)}[{new string(',', rank - 1)}]";
    }
}
