using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// What a table's sub-header says of the table and its columns, apart from their cells. Entries that have .NET's
/// default are left out. Writes from a table; reads into one, of which it checks every claim.
/// </summary>
internal static class TableHeader
{
    public const string Rows = "rows";
    public const string Columns = "columns";
    public const string Nulls = "nulls";
    public const string Default = "default";
    public const string Properties = "properties";

    // Each is checked row by row, and is found among the others one by one.
    private const int UniqueMax = 64;

    private const string Name = "name";
    private const string Namespace = "namespace";
    private const string Prefix = "prefix";
    private const string CaseSensitive = "case-sensitive";
    private const string Locale = "locale";
    private const string Unique = "unique";
    private const string PrimaryKey = "primary-key";
    private const string Required = "required";
    private const string ReadOnly = "read-only";
    private const string MaxLength = "max-length";
    private const string Counting = "counting";
    private const string Next = "next";
    private const string Mapping = "mapping";
    private const string Caption = "caption";
    private const string DateMode = "date-mode";

    /// <summary>The table's own entries.</summary>
    public static HeaderBuilder Write(DataTable table)
    {
        var header = new HeaderBuilder().Set(Name, table.TableName);
        if (table.Namespace.Length > 0) header.Set(Namespace, table.Namespace);
        if (table.Prefix.Length > 0) header.Set(Prefix, table.Prefix);
        if (table.CaseSensitive) header.Set(CaseSensitive, true);

        // Of a table that was told none the sender's culture is no part: it means the reader's own there.
        bool isOwn = HasOwnLocale(table) || !table.Locale.Equals(CultureInfo.CurrentCulture);
        if (isOwn) header.Set(Locale, table.Locale.Name);
        var unique = table.Constraints.OfType<UniqueConstraint>().Select(WriteUnique).ToList();
        if (unique.Count > UniqueMax)
        {
            throw new SerializationFailedException(
                $"the table '{table.TableName}' has {unique.Count} rules of unique cells; one that travels has " +
                $"at most {UniqueMax}",
                typeof(DataTable));
        }

        if (unique.Count > 0) header.Set(Unique, unique);
        return header;
    }

    /// <summary>The entries of a column; those of its parts are added by the caller.</summary>
    public static HeaderBuilder Write(DataColumn column)
    {
        var header = new HeaderBuilder().Set(Name, column.ColumnName)
            .Set(HeaderKeys.Type, TypeNames.Of(column.DataType));
        if (!column.AllowDBNull) header.Set(Required, true);
        if (column.ReadOnly) header.Set(ReadOnly, true);
        if (column.MaxLength >= 0) header.Set(MaxLength, column.MaxLength);
        if (column.AutoIncrement)
        {
            ReadOnlySpan<long> counting = [column.AutoIncrementSeed, column.AutoIncrementStep];
            header.Set(Counting, counting);
            if (NextOf(column) is { } next) header.Set(Next, next);
        }

        if (column.ColumnMapping != MappingType.Element) header.Set(Mapping, (int)column.ColumnMapping);
        if (column.Namespace != UsualNamespace(column, column.Table!)) header.Set(Namespace, column.Namespace);
        if (column.Prefix.Length > 0) header.Set(Prefix, column.Prefix);

        if (column.Caption != column.ColumnName) header.Set(Caption, column.Caption);
        if (column.DataType == typeof(DateTime) && column.DateTimeMode != DataSetDateTime.UnspecifiedLocal)
        {
            header.Set(DateMode, (int)column.DateTimeMode);
        }

        return header;
    }

    /// <summary>A table without columns, as the header describes it.</summary>
    public static DataTable ReadTable(Header header)
    {
        var table = new DataTable(Text(header, Name));
        if (header.TryGetString(Namespace, out string? space)) table.Namespace = space;
        if (header.TryGetString(Prefix, out string? prefix)) table.Prefix = prefix;
        table.CaseSensitive = header.TryGetBoolean(CaseSensitive, out bool cases) && cases;
        if (header.TryGetString(Locale, out string? locale)) table.Locale = CultureInfo.GetCultureInfo(locale, true);
        return table;
    }

    /// <summary>A column of a type that was allowed; what its cells must satisfy comes later.</summary>
    public static DataColumn ReadColumn(Header header, Type type)
    {
        var column = new DataColumn(Text(header, Name), type);
        if (header.TryGetString(Caption, out string? caption)) column.Caption = caption;
        if (header.TryGetInt64(DateMode, out long mode)) column.DateTimeMode = (DataSetDateTime)checked((int)mode);
        if (header.TryGetInt64(Mapping, out long mapping)) column.ColumnMapping = ReadMapping(mapping);
        if (header.TryGetString(Namespace, out string? space)) column.Namespace = space;
        if (header.TryGetString(Prefix, out string? prefix)) column.Prefix = prefix;
        if (!header.TryGetInt64s(Counting, out long[]? counting)) return column;
        if (counting.Length != 2) throw new WireFormatException($"a column counts by a seed and a step: {header}");
        column.AutoIncrement = true;
        (column.AutoIncrementSeed, column.AutoIncrementStep) = (counting[0], counting[1]);
        return column;
    }

    /// <summary>What the cells must satisfy, once they are there: .NET checks them all.</summary>
    public static void ApplyRules(Header header, IReadOnlyList<Header> columns, DataTable table)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            var column = table.Columns[i];
            if (columns[i].TryGetInt64(MaxLength, out long length)) column.MaxLength = checked((int)length);
            if (columns[i].TryGetBoolean(Required, out bool required)) column.AllowDBNull = !required;
            if (columns[i].TryGetBoolean(ReadOnly, out bool readOnly)) column.ReadOnly = readOnly;
        }

        if (!header.TryGetHeaders(Unique, out var unique)) return;
        if (unique.Length > UniqueMax)
        {
            throw new WireFormatException(
                $"a table has {unique.Length} rules of unique cells; expected at most {UniqueMax}");
        }

        foreach (var rule in unique)
        {
            if (!rule.TryGetInt64s(Columns, out long[]? indexes))
            {
                throw new WireFormatException($"a rule of unique cells names its columns: {rule}");
            }

            var covered = Array.ConvertAll(indexes, i => table.Columns[checked((int)i)]);
            bool isKey = rule.TryGetBoolean(PrimaryKey, out bool key) && key;
            table.Constraints.Add(new UniqueConstraint(Text(rule, Name), covered, isKey));
        }
    }

    /// <summary>Counts on where the sender's columns would: its last rows may be gone.</summary>
    public static void ApplyCounting(IReadOnlyList<Header> columns, DataTable table)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            var column = table.Columns[i];
            if (!column.AutoIncrement || !columns[i].TryGetInt64(Next, out long next)) continue;
            if (NextOf(column) is not { } own || own == next) continue;

            // A row that is never added moves the column on as one does that was removed.
            table.NewRow()[column] = Convert.ChangeType(
                checked(next - column.AutoIncrementStep), column.DataType, CultureInfo.InvariantCulture);
        }
    }

    // What the next row would get, of a copy without rows: asking the table itself would use it up.
    private static long? NextOf(DataColumn column)
    {
        try
        {
            return column.Table!.Clone().NewRow()[column.Ordinal] switch
            {
                (short or int or long or decimal) and var next => Convert.ToInt64(next, CultureInfo.InvariantCulture),
                _ => null,
            };
        }
        catch (Exception error) when (error is OverflowException or ArgumentException or DataException)
        {
            // It has counted to the end of its type.
            return null;
        }
    }

    // Whether the table was told a culture, or has that of the thread that made it.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ShouldSerializeLocale")]
    private static extern bool HasOwnLocale(DataTable table);

    private static string UsualNamespace(DataColumn column, DataTable table) =>
        column.ColumnMapping == MappingType.Attribute ? "" : table.Namespace;

    private static MappingType ReadMapping(long mapping) => mapping is >= 1 and <= (long)MappingType.Hidden
        ? (MappingType)mapping
        : throw new WireFormatException($"no column of a table has the mapping {mapping}");

    private static Header WriteUnique(UniqueConstraint rule)
    {
        long[] indexes = [.. rule.Columns.Select(c => (long)c.Ordinal)];
        var header = new HeaderBuilder().Set(Name, rule.ConstraintName).Set(Columns, indexes.AsSpan());
        if (rule.IsPrimaryKey) header.Set(PrimaryKey, true);
        return header.Build();
    }

    private static string Text(Header header, string name) => header.TryGetString(name, out string? text)
        ? text
        : throw new WireFormatException($"the header of a table lacks '{name}': {header}");
}
