using System.Collections;
using System.Collections.Frozen;
using System.Data;
using System.Globalization;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Serialization.Tests;

/// <summary>
/// Any value as a text that two values share exactly if they are of the same type and equal, down to the bits of a
/// float. What has no order of its own is sorted.
/// </summary>
internal static class Describe
{
    public static string Value(object? value)
    {
        var text = new StringBuilder();
        Add(text, value);
        return text.ToString();
    }

    private static void Add(StringBuilder text, object? value)
    {
        if (value is null or DBNull)
        {
            text.Append(value is null ? "null" : "DBNull");
            return;
        }

        text.Append(NameOf(value)).Append('(');
        AddContent(text, value);
        text.Append(')');
    }

    private static void AddContent(StringBuilder text, object value)
    {
        switch (value)
        {
            case string or char or bool or Guid or Uri or Version or Type or Enum or Rune or StringBuilder:
                text.Append(value);
                break;
            case double number:
                text.Append(BitConverter.DoubleToInt64Bits(number));
                break;
            case float number:
                text.Append(BitConverter.SingleToInt32Bits(number));
                break;
            case DateTime time:
                text.Append(time.Ticks).Append(time.Kind);
                break;
            case IFormattable and not IEnumerable:
                text.Append(((IFormattable)value).ToString(
                    value is DateTimeOffset or TimeOnly or DateOnly ? "o" : null, CultureInfo.InvariantCulture));
                break;
            case Exception error:
                AddAll(text, [error.Message, error is AggregateException many ? many.InnerExceptions.ToArray()
                    : error.InnerException, (error as RemoteException)?.TypeName]);
                break;
            case DataTable table:
                AddTable(text, table);
                break;
            case ITuple tuple:
                AddAll(text, Enumerable.Range(0, tuple.Length).Select(i => tuple[i]));
                break;
            case IEnumerable items:
                AddItems(text, items);
                break;
            default:
                AddMembers(text, value);
                break;
        }
    }

    private static void AddItems(StringBuilder text, IEnumerable items)
    {
        if (items is Array array) AddAll(text, Enumerable.Range(0, array.Rank).Select(d => (object)array.GetLength(d)));
        if (items.GetType().IsGenericType && items.GetType().GetGenericTypeDefinition() == typeof(Tensor<>))
        {
            var lengths = typeof(Describe).GetMethod(nameof(Lengths), BindingFlags.NonPublic | BindingFlags.Static)!;
            lengths.MakeGenericMethod(items.GetType().GenericTypeArguments).Invoke(null, [text, items]);
        }

        string[] unordered = ["Hash", "Dictionary", "Frozen", "Bag"];
        bool isUnordered = items is IDictionary ||
            Array.Exists(unordered, word => NameOf(items).Contains(word, StringComparison.Ordinal));
        var texts = items.Cast<object?>().Select(Value);
        text.AppendJoin(',', isUnordered ? texts.Order(StringComparer.Ordinal) : texts);
    }

    private static void Lengths<T>(StringBuilder text, Tensor<T> tensor) =>
        AddAll(text, tensor.Lengths.ToArray().Cast<object?>());

    private static void AddTable(StringBuilder text, DataTable table)
    {
        AddAll(text, [table.TableName, table.CaseSensitive, table.Constraints.Count]);
        foreach (DataColumn column in table.Columns)
        {
            AddAll(text, [column.ColumnName, column.DataType, column.AllowDBNull, column.DefaultValue]);
        }

        foreach (DataRow row in table.Rows) AddAll(text, row.ItemArray);
    }

    // Memories, records, structures: by their fields, or by their content where they are views.
    private static void AddMembers(StringBuilder text, object value)
    {
        if (value.GetType().IsGenericType && value.GetType().Name.Contains("Memory", StringComparison.Ordinal))
        {
            AddContent(text, value.GetType().GetMethod("ToArray")!.Invoke(value, null)!);
            return;
        }

        for (var level = value.GetType(); level != typeof(object) && level is not null; level = level.BaseType)
        {
            const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic |
                BindingFlags.DeclaredOnly;
            foreach (var field in level.GetFields(own))
            {
                text.Append(field.Name).Append('=');
                Add(text, field.GetValue(value));
                text.Append(';');
            }
        }
    }

    private static void AddAll(StringBuilder text, IEnumerable<object?> items)
    {
        text.Append('[');
        foreach (object? item in items)
        {
            Add(text, item);
            text.Append(',');
        }

        text.Append(']');
    }

    // Frozen collections choose a class of their own by their content.
    private static string NameOf(object value)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() is var definition &&
                (definition == typeof(FrozenSet<>) || definition == typeof(FrozenDictionary<,>)))
            {
                return type.ToString().Split('.')[^1];
            }
        }

        return value.GetType().ToString();
    }
}
