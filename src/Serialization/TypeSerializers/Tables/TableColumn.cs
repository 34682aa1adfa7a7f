using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// The cells of one column of a table, one below the other, in an array of the column's type: first gathered from the
/// rows, or else taken from a peer and given out row by row. One thread at a time.
/// </summary>
internal abstract class TableColumn
{
    /// <summary>The cells: an array of the column's type; anything where the cell is null.</summary>
    public abstract Array Cells { get; }

    /// <summary>Which cells are not null; null where all are, or where the cells' own null says it.</summary>
    public byte[]? Present { get; private protected set; }

    /// <summary>True for types whose values are one byte: there are 256 of them at most.</summary>
    public static bool IsByte(Type type) => type.IsValueType && RuntimeHelpers.SizeOf(type.TypeHandle) == 1;

    /// <summary>Room for the cells of a column type.</summary>
    public static TableColumn Of(Type type, int rows) => (TableColumn)Activator.CreateInstance(
        typeof(TableColumn<>).MakeGenericType(type), rows)!;

    /// <summary>The cells of a column type as a peer sent them.</summary>
    /// <exception cref="WireFormatException">They are not as many, or not of that type.</exception>
    public static TableColumn From(Type type, object? cells, byte[]? present, int rows)
    {
        if (cells is null || cells.GetType() != type.MakeArrayType() || ((Array)cells).Length != rows)
        {
            throw new WireFormatException($"a column of {rows} {type} came as {cells?.GetType().ToString() ?? "null"}");
        }

        if (present is not null) PresenceBits.Require(present, rows);
        return (TableColumn)Activator.CreateInstance(
            typeof(TableColumn<>).MakeGenericType(type), cells, present)!;
    }

    /// <summary>Notes a cell on its way out.</summary>
    public abstract void Add(int row, object? cell);

    /// <summary>A cell on its way in.</summary>
    public abstract object At(int row);
}

/// <inheritdoc/>
internal sealed class TableColumn<T> : TableColumn
{
    // One byte on the wire must not become an object each: there are 256 of them at most.
    private readonly object?[]? _boxed = IsByte(typeof(T)) ? new object?[256] : null;

    private readonly T[] _cells;

    public TableColumn(int rows) => _cells = new T[rows];

    public TableColumn(T[] cells, byte[]? present) => (_cells, Present) = (cells, present);

    public override Array Cells => _cells;

    public override void Add(int row, object? cell)
    {
        if (cell is not null and not DBNull)
        {
            _cells[row] = (T)cell;
            return;
        }

        if (!typeof(T).IsValueType) return;
        Present ??= PresenceBits.AllSet(_cells.Length);
        PresenceBits.Clear(Present, row);
    }

    public override object At(int row)
    {
        if (Present is not null && !PresenceBits.IsSet(Present, row)) return DBNull.Value;
        var cell = _cells[row];
        if (_boxed is null) return (object?)cell ?? DBNull.Value;
        return _boxed[Unsafe.As<T, byte>(ref cell)] ??= cell!;
    }
}
