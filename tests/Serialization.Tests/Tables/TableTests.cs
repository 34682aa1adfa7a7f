using System.Data;
using System.Globalization;

namespace Weft.Serialization.Tests;

public class TableTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public static TheoryData<Type, object> Cells => new()
    {
        { typeof(bool), true }, { typeof(byte), (byte)200 }, { typeof(sbyte), (sbyte)-3 }, { typeof(short), (short)-3 },
        { typeof(ushort), (ushort)3 }, { typeof(int), -4 }, { typeof(uint), 4u }, { typeof(long), long.MinValue },
        { typeof(ulong), ulong.MaxValue }, { typeof(float), 1.5f }, { typeof(double), double.NaN },
        { typeof(decimal), 1.50m }, { typeof(char), 'ä' }, { typeof(string), "text" },
        { typeof(Guid), new Guid(1, 2, 3, new byte[8]) },
        { typeof(DateTime), new DateTime(2026, 1, 2, 3, 4, 5) }, { typeof(TimeSpan), TimeSpan.FromTicks(7) },
        { typeof(DateTimeOffset), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(3)) },
        { typeof(DateOnly), new DateOnly(2026, 1, 2) }, { typeof(Half), (Half)2.5 },
        { typeof(Int128), Int128.MaxValue },
        { typeof(byte[]), new byte[] { 1, 2 } }, { typeof(Uri), new Uri("http://a/b") }, { typeof(object), 5 },
        { typeof(Colour), Colour.Green }, { typeof(double[]), new[] { 1.5 } }, { typeof(Version), new Version(1, 2) },
        { typeof(System.Numerics.BigInteger), System.Numerics.BigInteger.Parse("123456789012345678901234567890") },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_column_of_any_type_comes_back_with_its_nulls(Type type, object cell)
    {
        var table = new DataTable("t");
        table.Columns.Add("c", type);
        foreach (object? item in new[] { cell, null, cell }) table.Rows.Add(item);
        var back = RoundTrip(table);
        Assert.Equal(DBNull.Value, back.Rows[1][0]);
        Assert.Equal(table.Rows[2][0].GetType(), back.Rows[2][0].GetType());
    }

    [Fact]
    public void Everything_about_columns_and_rules_comes_back()
    {
        var table = new DataTable("orders", "urn:x") { Prefix = "p", CaseSensitive = true };
        table.Locale = CultureInfo.InvariantCulture;
        var id = table.Columns.Add("id", typeof(int));
        (id.AutoIncrement, id.AutoIncrementSeed, id.AutoIncrementStep) = (true, 10, 5);
        var name = table.Columns.Add("name", typeof(string));
        (name.MaxLength, name.AllowDBNull, name.DefaultValue, name.Caption) = (8, false, "none", "The name");
        var when = table.Columns.Add("when", typeof(DateTime));
        when.DateTimeMode = DataSetDateTime.Utc;
        table.Columns.Add("fixed", typeof(double)).ReadOnly = true;
        table.PrimaryKey = [id, name];
        table.Constraints.Add(new UniqueConstraint("once", when));
        table.ExtendedProperties["owner"] = 7;
        table.Rows.Add(10, "a", DateTime.UnixEpoch, 1.5);
        table.Rows.Add(null, null, null, null);
        var back = RoundTrip(table);
        Assert.Equal(15, back.Rows[1]["id"]);
        Assert.Equal(7, back.ExtendedProperties["owner"]);
        Assert.Equal(["id", "name"], back.PrimaryKey.Select(c => c.ColumnName));
        Assert.True(back.Columns["when"]!.Unique);
        Assert.Equal("once", back.Constraints[1].ConstraintName);
        Assert.Equal(20, back.Rows.Add(null, "b", DateTime.MaxValue, 2.5)["id"]);
        Assert.Throws<ConstraintException>(() => back.Rows.Add(11, "a", DateTime.MaxValue, 1.0));
        Assert.Throws<ArgumentException>(() => back.Rows[0]["name"] = "longer than eight");
    }

    [Fact]
    public void Current_values_arrive_as_unchanged_rows_and_deleted_rows_stay_behind()
    {
        var table = Numbers(4);
        table.AcceptChanges();
        table.Rows[0][0] = 100;
        table.Rows[1].Delete();
        table.Rows.Add(7, 7.0);
        var back = Weft.Deserialize<DataTable>(Weft.Serialize(table, Raise));
        Assert.Equal([100, 2, 3, 7], back.Rows.Cast<DataRow>().Select(r => (int)r[0]));
        Assert.All(back.Rows.Cast<DataRow>(), row => Assert.Equal(DataRowState.Unchanged, row.RowState));
    }

    [Fact]
    public void A_column_of_numbers_is_one_frame_of_its_own_bytes()
    {
        var payload = Weft.Serialize(Numbers(1000), Raise);
        Assert.Equal([4000, 8000], payload.Frames.Select(f => f.Length));
        var table = Numbers(1000);
        table.Rows[3][1] = DBNull.Value;
        Assert.Equal([4000, 8000, 125], Weft.Serialize(table, Raise).Frames.Select(f => f.Length));
    }

    [Fact]
    public void What_would_run_or_lose_something_is_refused_by_the_sender()
    {
        var table = Numbers(1);
        table.Columns.Add("sum", typeof(double), "a + b");
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(table, Raise));
        Assert.Contains("computed by 'a + b'", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(new OwnTable(), Raise));
        Assert.Contains(nameof(OwnTable), error.Message, StringComparison.Ordinal);
        Assert.Contains("SerializerRegistry.Register", error.Message, StringComparison.Ordinal);
        var foreign = new DataTable("f");
        foreign.Columns.Add("c", typeof(TableTests));
        error = Assert.Throws<SerializationFailedException>(() => TestSerializers.New().Serialize(foreign, Raise));
        Assert.Contains("column 'c' of the table 'f'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_may_stand_inside_other_values()
    {
        var map = new Dictionary<string, DataTable> { ["x"] = Numbers(3) };
        Assert.Equal(2.0, Weft.Deserialize<Dictionary<string, DataTable>>(Weft.Serialize(map))["x"].Rows[2][1]);
        var holder = new TableHolder(3, Numbers(5));
        Assert.Equal(5, Weft.Deserialize<TableHolder>(Weft.Serialize(holder, Raise)).Table.Rows.Count);
    }

    [Fact]
    public void A_table_without_columns_or_rows_comes_back_and_rows_without_bytes_are_bounded()
    {
        Assert.Equal("empty", Weft.Deserialize<DataTable>(Weft.Serialize(new DataTable("empty"), Raise)).TableName);
        Assert.Equal(2, Weft.Deserialize<DataTable>(Weft.Serialize(Numbers(0), Raise)).Columns.Count);
        var sub = new HeaderBuilder().Set("name", "t").Set("rows", 16_000_000).Set("columns", Array.Empty<Header>())
            .Set("sub-headers", Array.Empty<Header>()).Set("frame-counts", ReadOnlySpan<long>.Empty).Build();
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "table").Set("sub-header", sub).Build();
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(header)));
    }

    [Fact]
    public void A_narrow_table_of_many_rows_stays_within_what_its_bytes_allow()
    {
        var table = new DataTable("flags");
        table.Columns.Add("f", typeof(bool));
        for (int i = 0; i < 20_000; i++) table.LoadDataRow([i % 3 == 0], true);
        var payload = Weft.Serialize(table, Raise);
        Weft.Deserialize(payload);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var back = Weft.Deserialize<DataTable>(payload);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(true, back.Rows[19_998][0]);
        Assert.True(allocated <= 160 * payload.FrameBytes + 65_536, $"{allocated / 20_000.0} bytes a row");
    }

    private static DataTable RoundTrip(DataTable table)
    {
        var back = Weft.Deserialize<DataTable>(Weft.Serialize(table, Raise));
        AssertEqual(table, back);
        return back;
    }

    internal static void AssertEqual(DataTable table, DataTable back)
    {
        Assert.Equal(Describe(table), Describe(back));
        foreach (var (column, there) in table.Columns.Cast<DataColumn>().Zip(back.Columns.Cast<DataColumn>()))
        {
            Assert.Equal(Describe(column), Describe(there));
        }

        Assert.Equal(table.Rows.Cast<DataRow>().Select(r => r.ItemArray), back.Rows.Cast<DataRow>().Select(
            r => r.ItemArray));
    }

    private static DataTable Numbers(int rows)
    {
        var table = new DataTable("numbers");
        table.Columns.Add("a", typeof(int));
        table.Columns.Add("b", typeof(double));
        for (int i = 0; i < rows; i++) table.Rows.Add(i, (double)i);
        return table;
    }

    private static object Describe(DataTable t) => (t.TableName, t.Namespace, t.Prefix, t.CaseSensitive, t.Locale.Name);

    private static object Describe(DataColumn c) => (c.ColumnName, c.DataType, c.AllowDBNull, c.ReadOnly, c.MaxLength,
        (c.AutoIncrement, c.AutoIncrementSeed, c.AutoIncrementStep), c.Unique, c.Caption, c.DefaultValue,
        c.DateTimeMode);

    private sealed class OwnTable : DataTable;

    public sealed record TableHolder(int Id, DataTable Table);
}
