using System.Collections;
using System.Text;

namespace Weft.Serialization.Tests;

/// <summary>The types of .NET that travel in graphs, as docs/serialization.md lists them.</summary>
public sealed class GraphTableTests
{
    [Fact]
    public void The_table_of_what_travels_in_graphs_is_that_of_the_code()
    {
        string[] rows = ["single values", "of several values", "collections", "delegates"];
        var names = rows.ToDictionary(row => row, _ => new SortedSet<string>(StringComparer.Ordinal));
        foreach (var definition in BuiltInTypes.Definitions)
        {
            // Those of one name and several arities are one. What has a per-type serializer stands in the table above.
            var type = definition.IsGenericTypeDefinition ? Close(definition) : definition;
            if (type.IsEnum || GraphCodecs.Default.Find(type) is RefusedCodec) continue;
            names[RowOf(type)].Add($"`{NameOf(type)}`");
        }

        var table = new StringBuilder("| what | types |\n| --- | --- |\n");
        foreach (string row in rows) table.Append($"| {row} | {string.Join(", ", names[row])} |\n");
        SamplePage.Update("graphs", table.ToString());
        Assert.Equal(table.ToString(), SamplePage.Generated("graphs"));
        Assert.All(names.Values, row => Assert.True(row.Count > 3, table.ToString()));
    }

    private static string RowOf(Type type) =>
        type.IsSubclassOf(typeof(MulticastDelegate)) ? "delegates"
        : !type.IsGenericType && type != typeof(ValueTuple) ? "single values"
        : type.IsAssignableTo(typeof(IEnumerable)) ? "collections"
        : "of several values";

    private static string NameOf(Type type) => TypeNames.Of(type).Split('[')[0].Split('`')[0].Split('.')[^1];

    // The eighth item of a tuple is a tuple.
    private static Type Rest(Type tuple) => tuple.IsValueType ? typeof(ValueTuple<int>) : typeof(Tuple<int>);

    private static Type Close(Type definition) => definition.MakeGenericType([.. definition.GetGenericArguments()
        .Select((_, i) => i == 7 && !definition.IsSubclassOf(typeof(Delegate)) ? Rest(definition) : typeof(int))]);
}
