using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// The types of the base library that every policy knows: values with a written serializer, and the interfaces that
/// name what such values are declared as. None of them runs foreign code when it is built. C# keywords stand for the
/// primitives, the full name for the rest.
/// </summary>
internal static class BuiltInTypes
{
    private static readonly (string Keyword, Type Type)[] Keywords =
    [
        ("bool", typeof(bool)), ("sbyte", typeof(sbyte)), ("byte", typeof(byte)), ("short", typeof(short)),
        ("ushort", typeof(ushort)), ("int", typeof(int)), ("uint", typeof(uint)), ("long", typeof(long)),
        ("ulong", typeof(ulong)), ("float", typeof(float)),
        ("double", typeof(double)), ("decimal", typeof(decimal)), ("char", typeof(char)), ("string", typeof(string)),
        ("object", typeof(object)), ("half", typeof(Half)), ("int128", typeof(Int128)), ("uint128", typeof(UInt128)),
    ];

    private static readonly Type[] Named =
    [
        typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
        typeof(BigInteger), typeof(Complex), typeof(Rune), typeof(Version), typeof(Uri), typeof(Index), typeof(Range),
        typeof(DBNull), typeof(DayOfWeek), typeof(DateTimeKind), typeof(StringComparison), typeof(Type),
        typeof(Nullable<>), typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>),
        typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>), typeof(ValueTuple),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>),
        typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(KeyValuePair<,>), typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>),
        typeof(Stack<>), typeof(LinkedList<>), typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(SortedSet<>),
        typeof(ReadOnlyCollection<>), typeof(ObservableCollection<>), typeof(Collection<>),
        typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>), typeof(ConcurrentStack<>), typeof(ConcurrentBag<>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>), typeof(ImmutableQueue<>),
        typeof(ImmutableStack<>), typeof(FrozenDictionary<,>), typeof(FrozenSet<>), typeof(Memory<>),
        typeof(ReadOnlyMemory<>), typeof(ArraySegment<>), typeof(StringBuilder),
        typeof(IEnumerable), typeof(IEnumerable<>), typeof(ICollection<>), typeof(IReadOnlyCollection<>),
        typeof(IList<>), typeof(IReadOnlyList<>), typeof(ISet<>), typeof(IReadOnlySet<>), typeof(IDictionary<,>),
        typeof(IReadOnlyDictionary<,>), typeof(IComparable), typeof(IComparable<>), typeof(IEquatable<>),
        typeof(IFormattable), typeof(IConvertible), typeof(Exception), typeof(BitArray), typeof(DataTable),
        typeof(System.Numerics.Tensors.Tensor<>), typeof(Enum), typeof(ValueType), typeof(Array),
    ];

    private static readonly FrozenDictionary<string, Type> ByName = Keywords.Select(k => (k.Keyword, k.Type))
        .Concat(Named.Concat(DelegateTypes.Named).Select(t => (t.FullName!, t))).ToFrozenDictionary(
            p => p.Item1, p => p.Item2, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> ByType = ByName.ToFrozenDictionary(p => p.Value, p => p.Key);

    // The keys that the base library and the packages beside it are signed with.
    private static readonly FrozenSet<string> FrameworkKeys = new[]
    {
        "7CEC85D7BEA7798E", "B03F5F7F11D50A3A", "B77A5C561934E089", "CC7B13FFCD2DDD51", "ADB9793829DDAE60",
        "31BF3856AD364E35",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<System.Reflection.Assembly, bool> Frameworks = new();

    /// <summary>The definitions and plain types of the table, in no order.</summary>
    public static IEnumerable<Type> Definitions => ByType.Keys;

    /// <summary>True for a definition (or plain type) of the table.</summary>
    public static bool Contains(Type definition) => ByType.ContainsKey(definition);

    /// <summary>The name under which a definition of the table travels.</summary>
    public static bool TryGetName(Type definition, [NotNullWhen(true)] out string? name) =>
        ByType.TryGetValue(definition, out name);

    /// <summary>The definition behind a name without assembly.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out Type? definition) =>
        ByName.TryGetValue(name, out definition);

    /// <summary>
    /// True for a type of the base library or of the packages that Microsoft ships beside it: its private fields change
    /// between versions, so nobody may walk them.
    /// </summary>
    public static bool IsFramework(Type type) => Frameworks.GetOrAdd(
        type.Assembly,
        static a => FrameworkKeys.Contains(Convert.ToHexString(a.GetName().GetPublicKeyToken() ?? [])));
}
