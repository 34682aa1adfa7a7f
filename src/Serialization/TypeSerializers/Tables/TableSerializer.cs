using System.Collections;
using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weft.Serialization;

/// <summary>
/// <see cref="DataTable"/> column by column: header {"name", "rows", "columns", …, "sub-headers", "frame-counts"}. The
/// parts are, for each column, its cells as one array, presence bits where cells of a structure are null, its default
/// value where it has one, and its properties where it has any; then the table's own. Each part is a payload like any
/// other: numbers are one frame, received in place, texts are packed. The current values travel, of rows that are not
/// deleted; all rows arrive as unchanged. As with <see cref="DataTable.Copy"/>, foreign keys and relations stay behind;
/// so do row errors. Decoding costs what a copy costs: rows can only be made one by one. A computed column is refused:
/// reading must not run its expression.
/// </summary>
internal sealed class TableSerializer : ITypeSerializer
{
    // What .NET makes of a row and the tree over it, measured, besides its cells.
    private const int RowBytes = 152;
    private const int CellBytes = 24;

    public Type Type => typeof(DataTable);

    public string Name => "table";

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        var table = (DataTable)value;
        var columns = table.Columns.Cast<DataColumn>().ToArray();
        foreach (var column in columns) RequireSendable(column, request);
        var rows = new DataRow[table.Rows.Count];
        table.Rows.CopyTo(rows, 0);
        rows = Array.FindAll(rows, row => row.RowState != DataRowState.Deleted);
        RequireSendable(table, rows.Length, columns.Length, request.Serializer.Limits);
        var parts = new PartFrames();
        var headers = new List<Header>();
        var cells = Gather(columns, rows);
        for (int i = 0; i < columns.Length; i++) headers.Add(AddColumn(columns[i], cells[i], parts, request));
        var header = TableHeader.Write(table).Set(TableHeader.Rows, rows.Length).Set(TableHeader.Columns, headers);
        if (table.ExtendedProperties.Count > 0)
        {
            header.Set(TableHeader.Properties, true);
            parts.Add(request.Dumps(Properties(table.ExtendedProperties, $"the table '{table.TableName}'")));
        }

        parts.WriteTo(header);
        payload = new Payload(header.Build(), parts.Frames);
        return true;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("tables are received part by part");

    public PayloadReceiver TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (!header.TryGetHeaders(TableHeader.Columns, out var columns) ||
            !header.TryGetInt64(TableHeader.Rows, out long rows) || rows < 0)
        {
            throw new WireFormatException($"a table needs its columns and how many rows it has: {header}");
        }

        if (rows > request.Limits.TableRowsMax)
        {
            throw new WireFormatException(
                $"a table of {rows} rows; the limit is {request.Limits.TableRowsMax} (Limits.TableRowsMax)");
        }

        var types = new Type[columns.Length];
        int parts = Flag(header, TableHeader.Properties);
        for (int i = 0; i < types.Length; i++)
        {
            if (!columns[i].TryGetString(HeaderKeys.Type, out string? name))
            {
                throw new WireFormatException($"column {i} of a table lacks its type: {columns[i]}");
            }

            types[i] = request.Types.Resolve(name, request.Limits);
            RequireColumnType(types[i]);
            parts += 1 + Flag(columns[i], TableHeader.Nulls) + Flag(columns[i], TableHeader.Default) +
                Flag(columns[i], TableHeader.Properties);
        }

        int boxed = types.Count(t => t.IsValueType && !TableColumn.IsByte(t));
        request.Budget.Charge(rows * (RowBytes + CellBytes * (long)boxed), "the rows of a table");
        return PartsReceiver.Begin(
            header, frameBytes, request, parts, values => Build(header, columns, types, (int)rows, values));
    }

    // What no reader would take is not sent.
    private static void RequireSendable(DataTable table, int rows, int columns, Limits limits)
    {
        if (rows > limits.TableRowsMax)
        {
            throw new SerializationFailedException(
                $"the table '{table.TableName}' has {rows} rows; the limit is {limits.TableRowsMax} " +
                "(Limits.TableRowsMax): send it in parts",
                typeof(DataTable));
        }

        if (columns > 0 || rows == 0) return;
        throw new SerializationFailedException(
            $"the table '{table.TableName}' has {rows} rows and no column: nothing on the wire would bound its rows",
            typeof(DataTable));
    }

    private static void RequireSendable(DataColumn column, in DumpsRequest request)
    {
        string where = $"column '{column.ColumnName}' of the table '{column.Table!.TableName}'";
        if (column.Expression.Length > 0)
        {
            throw new SerializationFailedException(
                $"{where} is computed by '{column.Expression}', which no reader would run: copy its values into a " +
                "plain column",
                typeof(DataTable));
        }

        if (request.Types.AllowsEncoding(column.DataType)) return;
        throw new SerializationFailedException(
            $"{where}: {request.Types.WhyRefused(column.DataType)}", column.DataType);
    }

    private static object?[] Properties(PropertyCollection properties, string owner)
    {
        var entries = properties.Cast<DictionaryEntry>().ToArray();
        if (Array.Find(entries, e => e.Key is not string) is { Key: { } key })
        {
            throw new SerializationFailedException(
                $"{owner} has a property named by a {key.GetType()}: names must be texts",
                typeof(DataTable));
        }

        return [.. entries
            .OrderBy(e => (string)e.Key, StringComparer.Ordinal)
            .SelectMany(e => new[] { e.Key, e.Value })];
    }

    private static TableColumn[] Gather(DataColumn[] columns, DataRow[] rows)
    {
        var cells = Array.ConvertAll(columns, column => TableColumn.Of(column.DataType, rows.Length));
        for (int i = 0; i < rows.Length; i++)
        {
            var row = rows[i].ItemArray;
            for (int c = 0; c < cells.Length; c++) cells[c].Add(i, row[c]);
        }

        return cells;
    }

    private static Header AddColumn(DataColumn column, TableColumn cells, PartFrames parts, in DumpsRequest request)
    {
        var header = TableHeader.Write(column);
        parts.Add(request.Dumps(cells.Cells));
        if (cells.Present is { } present)
        {
            header.Set(TableHeader.Nulls, true);
            parts.Add(request.Dumps(present));
        }

        if (column.DefaultValue is { } value and not DBNull)
        {
            header.Set(TableHeader.Default, true);
            var one = TableColumn.Of(column.DataType, 1);
            one.Add(0, value);
            parts.Add(request.Dumps(one.Cells));
        }

        if (column.ExtendedProperties.Count > 0)
        {
            header.Set(TableHeader.Properties, true);
            parts.Add(request.Dumps(Properties(column.ExtendedProperties, $"the column '{column.ColumnName}'")));
        }

        return header.Build();
    }

    private static int Flag(Header header, string name) => header.TryGetBoolean(name, out bool flag) && flag ? 1 : 0;

    private static void RequireColumnType(Type type)
    {
        if (!type.ContainsGenericParameters && !type.IsByRefLike && !type.IsPointer && type != typeof(void) &&
            Nullable.GetUnderlyingType(type) is null)
        {
            return;
        }

        throw new WireFormatException($"{type} is no type of a table's column");
    }

    private static DataTable Build(Header header, Header[] columns, Type[] types, int rows, object?[] parts)
    {
        try
        {
            var table = TableHeader.ReadTable(header);
            var cells = new TableColumn[columns.Length];
            int part = 0;
            for (int i = 0; i < columns.Length; i++)
            {
                var column = TableHeader.ReadColumn(columns[i], types[i]);
                object? values = parts[part++];
                byte[]? present = Flag(columns[i], TableHeader.Nulls) > 0 ? (byte[]?)parts[part++] : null;
                cells[i] = TableColumn.From(types[i], values, present, rows);
                if (Flag(columns[i], TableHeader.Default) > 0)
                {
                    column.DefaultValue = TableColumn.From(types[i], parts[part++], null, 1).At(0);
                }

                if (Flag(columns[i], TableHeader.Properties) > 0)
                {
                    ReadProperties(column.ExtendedProperties, (object?[]?)parts[part++]);
                }

                table.Columns.Add(column);
            }

            if (part < parts.Length) ReadProperties(table.ExtendedProperties, (object?[]?)parts[part]);
            Load(table, cells, rows);
            TableHeader.ApplyCounting(columns, table);
            TableHeader.ApplyRules(header, columns, table);
            return table;
        }
        catch (Exception error) when (
            error is DataException or ArgumentException or InvalidOperationException or OverflowException
                or NotSupportedException or FormatException or IndexOutOfRangeException)
        {
            throw new WireFormatException($"a table is none by the rules of DataTable: {error.Message}", -1, error);
        }
    }

    private static void ReadProperties(PropertyCollection properties, object?[]? entries)
    {
        if (entries is null || entries.Length % 2 != 0)
        {
            throw new WireFormatException(
                "the properties of a table are names and values by turns, found " +
                $"{entries?.Length.ToString(CultureInfo.InvariantCulture) ?? "no"} entries");
        }

        for (int i = 0; i < entries.Length; i += 2)
        {
            // Foreign keys of a hash table: texts only, whose hashes no peer can foresee.
            if (entries[i] is not string name)
            {
                throw new WireFormatException(
                    $"the name of a table's property is a text, found {entries[i]?.GetType().ToString() ?? "null"}");
            }

            properties.Add(name, entries[i + 1]);
        }
    }

    private static void Load(DataTable table, TableColumn[] cells, int rows)
    {
        table.MinimumCapacity = Math.Max(rows, 1);
        table.BeginLoadData();
        var row = new object[cells.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int c = 0; c < row.Length; c++) row[c] = cells[c].At(i);
            table.Rows.Add(row);
        }

        table.AcceptChanges();
        table.EndLoadData();
    }
}
