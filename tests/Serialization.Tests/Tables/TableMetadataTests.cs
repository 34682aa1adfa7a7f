using System.Collections.Immutable;
using System.Data;
using System.Globalization;

namespace Weft.Serialization.Tests.Tables;

/// <summary>What stands beside the cells and the elements arrives too, or is refused.</summary>
public class TableMetadataTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };
    private static readonly WeftSerializer Weft = new(new SerializerRegistry());

    [Fact]
    public void A_column_keeps_its_properties_mapping_namespace_and_prefix()
    {
        var table = new DataTable("t") { Namespace = "urn:table" };
        var column = table.Columns.Add("c", typeof(int));
        column.ExtendedProperties["unit"] = "m";
        column.ExtendedProperties["scale"] = 2.5;
        (column.ColumnMapping, column.Namespace, column.Prefix) = (MappingType.Attribute, "urn:c", "p");
        table.Columns.Add("d", typeof(string)).ColumnMapping = MappingType.Hidden;
        table.Columns.Add("e", typeof(string));
        table.ExtendedProperties["whole"] = true;
        table.Rows.Add(1, "x", "y");
        var back = (DataTable)RoundTrip(table);
        var (c, d, e) = (back.Columns[0], back.Columns[1], back.Columns[2]);
        Assert.Equal("m", c.ExtendedProperties["unit"]);
        Assert.Equal(2.5, c.ExtendedProperties["scale"]);
        Assert.Equal((MappingType.Attribute, "urn:c", "p"), (c.ColumnMapping, c.Namespace, c.Prefix));
        Assert.Equal((MappingType.Hidden, "urn:table"), (d.ColumnMapping, d.Namespace));
        Assert.Equal((MappingType.Element, "urn:table", 0), (e.ColumnMapping, e.Namespace, e.ExtendedProperties.Count));
        Assert.Equal(true, back.ExtendedProperties["whole"]);
    }

    [Theory]
    [InlineData(typeof(int), 1, 1)]
    [InlineData(typeof(long), 100, 10)]
    [InlineData(typeof(short), -1, -1)]
    [InlineData(typeof(decimal), 5, 2)]
    public void A_table_counts_on_where_the_senders_would(Type type, int seed, int step)
    {
        var table = new DataTable("t");
        var id = table.Columns.Add("id", type);
        table.Columns.Add("text");
        (id.AutoIncrement, id.AutoIncrementSeed, id.AutoIncrementStep) = (true, seed, step);
        for (int i = 0; i < 5; i++) table.Rows.Add(null, "x");
        table.AcceptChanges();
        table.Rows[4].Delete();
        table.Rows[3].Delete();
        id.ReadOnly = true;
        var back = (DataTable)RoundTrip(table);
        Assert.Equal(3, back.Rows.Count);
        Assert.Equal((long)seed, back.Columns[0].AutoIncrementSeed);
        object next = table.NewRow()[0];
        Assert.Equal(Convert.ChangeType(seed + 5 * step, type, CultureInfo.InvariantCulture), next);
        Assert.Equal(next, back.NewRow()[0]);
    }

    [Fact]
    public void A_culture_that_a_table_was_told_travels_and_that_of_the_sender_does_not()
    {
        var told = Weft.Serialize(new DataTable("t") { Locale = CultureInfo.CurrentCulture }, Raise);
        var untold = Weft.Serialize(new DataTable("t"), Raise);
        Assert.Contains("\"locale\"", told.Header.ToString());
        Assert.DoesNotContain("\"locale\"", untold.Header.ToString());
        Assert.Equal(CultureInfo.CurrentCulture, ((DataTable)Weft.Deserialize(told)!).Locale);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void An_array_that_does_not_count_from_0_is_refused(int length)
    {
        Array[] arrays =
        [
            Array.CreateInstance(typeof(int), [length, length], [1, 5]),
            Array.CreateInstance(typeof(string), [length, length], [0, 5]),
        ];
        foreach (var array in arrays)
        {
            Assert.Throws<SerializationFailedException>(() => Weft.Serialize(array, Raise));
            Assert.Throws<SerializationFailedException>(() => Weft.Serialize(new Queue<object>([array]), Raise));
        }

        Assert.Equal(new int[length, length], RoundTrip(new int[length, length]));
    }

    [Fact]
    public void A_dictionary_that_compares_its_values_in_its_own_way_is_refused()
    {
        var map = ImmutableDictionary.Create<int, string>(null, StringComparer.OrdinalIgnoreCase).Add(1, "a");
        var sorted = ImmutableSortedDictionary.Create<int, string>(null, StringComparer.OrdinalIgnoreCase).Add(1, "a");
        foreach (object value in new object[] { map, sorted })
        {
            var failure = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(value, Raise));
            Assert.Contains("for its values", failure.Message);
        }

        Assert.Equal("a", ((ImmutableDictionary<int, string>)RoundTrip(map.WithComparers(null, null)))[1]);
    }

    private static object RoundTrip(object value) => Weft.Deserialize(Weft.Serialize(value, Raise))!;
}
