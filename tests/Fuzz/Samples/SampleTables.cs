using System.Collections;
using System.Data;
using System.Numerics.Tensors;

namespace Weft.Fuzz;

/// <summary>Tables, tensors and columns; and values whose frames are long enough to be compressed.</summary>
internal static class SampleTables
{
    /// <summary>Short ones.</summary>
    public static IReadOnlyList<object> All { get; } =
    [
        Table(), new DataTable("empty"), Tensor.Create([1.0, 2, 3, 4, 5, 6], [2, 3]), Tensor.Create([1, 2], [2]),
        Tensor.Create(new[] { (byte)1, (byte)2, (byte)3, (byte)4, (byte)5, (byte)6 }, [2, 2], [3, 1]),
        Tensor.Create([7.5f], [3, 3], [0, 0]), new int?[] { 1, null, 3, null, 5, 6, 7, 8, 9 },
        new List<double?> { null, 1, 2, 3, 4, 5, 6, 7, 8 }, new Grade?[] { Grade.Low, null, null, null, null, null,
            null, null, Grade.High },
        new BitArray([true, false, true, true, false, false, false, true, true]), new BitArray(0),
        Enumerable.Range(0, 9).Select(i => (object)i).ToArray(),
        Enumerable.Range(0, 9).Select(i => (object)(i / 2.0)).ToList(),
        Enumerable.Range(0, 9).Select(i => (IComparable)(long)i).ToArray(),
        Enumerable.Range(0, 9).Select(i => (object)(i == 4 ? new double[] { 1, 2 } : i)).ToList(),
        new Dictionary<Guid, double[]> { [Guid.Empty] = [1, 2], [new Guid(1, 2, 3, new byte[8])] = [3] },
        Enumerable.Repeat("a text of a list", 9).ToList(),
    ];

    /// <summary>Long and alike, so that they are compressed.</summary>
    public static IReadOnlyList<object> Long { get; } =
    [
        new int[3000], Enumerable.Repeat("the same text again", 800).ToArray(),
        new List<object> { new double[1500], new double[1600], "between" },
        new Dictionary<string, object> { ["a"] = new byte[12_000], ["b"] = new List<int>(new int[3000]) },
        Enumerable.Range(0, 1200).Select(i => new Reading(i, "alike", [], Grade.Low, null)).ToArray(),
        new Figure { Name = "long", Corners = new double[1500] },
    ];

    private static DataTable Table()
    {
        var table = new DataTable("orders") { CaseSensitive = true };
        var id = table.Columns.Add("id", typeof(int));
        (id.AutoIncrement, id.AutoIncrementSeed, id.AutoIncrementStep) = (true, 5, 2);
        table.Columns.Add("price", typeof(decimal)).DefaultValue = 1.5m;
        table.Columns.Add("symbol", typeof(string)).MaxLength = 8;
        table.Columns.Add("at", typeof(DateTime)).DateTimeMode = DataSetDateTime.Utc;
        table.Columns.Add("grade", typeof(Grade));
        table.Columns.Add("open", typeof(bool)).AllowDBNull = false;
        table.Columns.Add("more", typeof(object));
        table.PrimaryKey = [id];
        table.ExtendedProperties["source"] = "here";
        var day = new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc);
        table.Rows.Add(1, 2.5m, "ACME", day, Grade.Low, true, "a");
        table.Rows.Add(3, DBNull.Value, null, DBNull.Value, Grade.High, false, DBNull.Value);
        return table;
    }
}
