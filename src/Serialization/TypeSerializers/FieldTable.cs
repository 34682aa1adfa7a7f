using System.Reflection;

namespace Weft.Serialization;

/// <summary>The fields of one class that travel, with their names on the wire. Immutable.</summary>
internal sealed class FieldTable
{
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);

    /// <summary>The fields of a class and of its bases.</summary>
    /// <exception cref="ArgumentException">A base keeps fields of the base library, or two names are equal.</exception>
    public FieldTable(Type type, FieldwiseOptions options)
    {
        Type = type;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var fields = new List<TravellingField>();
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            if (level == typeof(ValueType)) break;
            if (BuiltInTypes.IsFramework(level))
            {
                throw new ArgumentException(
                    $"{type} {(level == type ? "is" : $"derives from {level}, which is")} of the base library, whose " +
                    "fields change between versions of .NET: use Register<T>");
            }

            foreach (var field in Declared(level)) Add(field, level, options, taken, fields);
        }

        if (GraphCallbacks.FirstMalformed(type) is { } method)
        {
            throw new ArgumentException(
                $"{type}.{method.Name}, which a serialization attribute marks, must take one StreamingContext and " +
                "return nothing");
        }

        Callbacks = GraphCallbacks.Of(type);
        Fields = [.. fields];
        Members = taken;
    }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>What the class asks to be told of; null for nothing.</summary>
    public GraphCallbacks? Callbacks { get; }

    /// <summary>The fields that travel, those of the class before those of its bases.</summary>
    public IReadOnlyList<TravellingField> Fields { get; }

    /// <summary>All fields as a programmer calls them, those that do not travel too.</summary>
    public IReadOnlyCollection<string> Members { get; }

    /// <summary>The index of a name from the wire; -1 where no field is called so.</summary>
    public int IndexOf(string name) => _indexOf.GetValueOrDefault(name, -1);

    private static IEnumerable<FieldInfo> Declared(Type level) => level
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

    private void Add(
        FieldInfo field, Type level, FieldwiseOptions options, HashSet<string> taken, List<TravellingField> fields)
    {
        // A base class may have a private field of the same name.
        string member = MemberOf(field.Name);
        if (!taken.Add(member)) taken.Add(member = $"{level.FullName}.{member}");
        if (field.IsDefined(typeof(NonSerializedAttribute), false) || options.Skip.Contains(member)) return;
        string name = options.Rename.GetValueOrDefault(member, member);
        if (!_indexOf.TryAdd(name, fields.Count))
        {
            throw new ArgumentException($"two fields of {Type} would be called '{name}' on the wire");
        }

        fields.Add(new TravellingField(name, member, field));
    }

    // The compiler puts what the programmer wrote between < and >.
    private static string MemberOf(string field)
    {
        int end = field.StartsWith('<') ? field.IndexOf('>') : -1;
        return end > 1 ? field[1..end] : field;
    }
}

/// <summary>One field that travels.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Member">Its name in the program.</param>
/// <param name="Field">Where it is read and written.</param>
internal sealed record TravellingField(string Name, string Member, FieldInfo Field);
