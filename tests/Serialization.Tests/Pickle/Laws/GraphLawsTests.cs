namespace Weft.Serialization.Tests.Pickle.Laws;

public class GraphLawsTests
{
    // What stands for no type of its own: refusals, and readers of what another build sent (PickleVersionTests).
    private static readonly string[] Without = ["RefusedCodec", "UnknownTypeCodec", "MemberCodec"];

    private static readonly GraphLaws[] Laws = [.. typeof(GraphLaws).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(GraphLaws)) && !t.IsAbstract)
        .Select(t => (GraphLaws)Activator.CreateInstance(t)!)];

    [Fact]
    public void No_codec_escapes_the_laws()
    {
        var met = new HashSet<string>(Laws.SelectMany(l => l.Codecs).Select(c => NameOf(c.GetType())));

        // Codecs of bare structures are met inside of others only.
        met.UnionWith(["NullableCodec`1"]);
        var all = typeof(GraphCodec).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(GraphCodec)) && !t.IsAbstract).Select(NameOf);
        Assert.Empty(all.Except(Without).Except(met));
    }

    [Fact]
    public void No_type_that_is_built_in_and_has_a_codec_escapes_the_laws()
    {
        var met = new HashSet<Type>(Laws.SelectMany(l => l.Codecs).Select(c => Definition(c.Type)));
        var escaped = AllBuiltIn().Where(t => !met.Contains(t)).Where(t => !IsTupleOrDelegate(t)).ToList();
        Assert.Empty(escaped.Select(t => t.ToString()));
        Assert.True(met.Count > 60, $"{met.Count} types");
    }

    private static IEnumerable<Type> AllBuiltIn()
    {
        var codecs = new GraphCodecs(true);
        foreach (var type in typeof(object).Assembly.GetExportedTypes()
            .Concat(typeof(Queue<>).Assembly.GetExportedTypes())
            .Concat(typeof(SortedSet<>).Assembly.GetExportedTypes())
            .Concat(typeof(System.Collections.Immutable.ImmutableArray<>).Assembly.GetExportedTypes())
            .Concat(typeof(System.Collections.Concurrent.ConcurrentBag<>).Assembly.GetExportedTypes())
            .Concat(typeof(System.Numerics.BigInteger).Assembly.GetExportedTypes())
            .Where(BuiltInTypes.Contains).Distinct())
        {
            if (type.IsEnum || type == typeof(Nullable<>)) continue;
            var closed = type.IsGenericTypeDefinition
                ? type.MakeGenericType([.. type.GetGenericArguments().Select(_ => typeof(int))]) : type;
            if (codecs.Find(closed) is not RefusedCodec) yield return type;
        }
    }

    private static bool IsTupleOrDelegate(Type type) => type.IsSubclassOf(typeof(Delegate)) ||
        type.Name.StartsWith("Tuple`", StringComparison.Ordinal) ||
        type.Name.StartsWith("ValueTuple", StringComparison.Ordinal);

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static string NameOf(Type codec) => codec.Name;
}
