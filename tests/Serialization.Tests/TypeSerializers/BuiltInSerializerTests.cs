using System.Collections;
using System.Data;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text;

namespace Weft.Serialization.Tests;

public enum Colour : byte
{
    Red,
    Green = 200,
}

public record struct Point(int X, double Y);

public class ArraySerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "array";

    protected override IEnumerable<object> Values =>
    [
        new[] { true, false, true },
        new sbyte[] { -128, 0, 127 },
        new byte[] { 0, 1, 255 },
        new short[] { short.MinValue, 1 },
        new ushort[] { 1, ushort.MaxValue },
        new[] { int.MinValue, 0, int.MaxValue },
        new uint[] { 1, uint.MaxValue },
        new[] { long.MinValue, long.MaxValue },
        new ulong[] { 1, ulong.MaxValue },
        new[] { Half.MinValue, Half.NaN },
        new[] { 1.5f, float.NaN, float.NegativeInfinity },
        new[] { 1.5, double.NaN, double.Epsilon, -0.0 },
        new[] { new Complex(1, -2) },
        new[] { TimeSpan.MinValue, TimeSpan.FromSeconds(1) },
        new[] { Int128.MinValue, Int128.One },
        new[] { UInt128.MaxValue },
        new nint[] { -1, 5 },
        new nuint[] { 5 },
        new[] { 'a', '\ud800', '€' },
        new[] { new Rune('a'), new Rune(0x1f600) },
        new[] { decimal.MinValue, 1.50m, 0m, -0.0000000000000000000000000001m },
        new[] { DateTime.MinValue, DateTime.MaxValue, new DateTime(1, DateTimeKind.Utc), new DateTime(5,
            DateTimeKind.Local) },
        new[] { DateOnly.MinValue, DateOnly.MaxValue },
        new[] { TimeOnly.MinValue, TimeOnly.MaxValue },
        new[] { Guid.Empty, new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        new[] { Colour.Red, Colour.Green, (Colour)7 },
        new[] { DayOfWeek.Friday },
        new[] { new Point(1, 2.5), default },
        Array.Empty<double>(),
        new double[2, 3] { { 1, 2, 3 }, { 4, 5, 6 } },
        new int[0, 5],
        new byte[1, 1, 1, 2],
        new bool[3, 1],
        new double[1000],
    ];
}

public class ListSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "list";

    protected override IEnumerable<object> Values =>
        [new List<int> { 1, 2, 3 }, new List<double>(), new List<byte> { 9 }, new List<Point> { new(1, 2) }];
}

public class MemorySerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "memory";

    protected override IEnumerable<object> Values =>
        [new Memory<int>([1, 2, 3, 4], 1, 2), Memory<int>.Empty];
}

public class ReadOnlyMemorySerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "readonly-memory";

    protected override IEnumerable<object> Values =>
        [new ReadOnlyMemory<char>(['a', 'b']), "a string's own memory".AsMemory()];
}

public class SegmentSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "segment";

    protected override IEnumerable<object> Values =>
        [new ArraySegment<long>([1, 2, 3], 1, 2), new ArraySegment<byte>([1, 2, 3], 2, 1), new ArraySegment<int>([])];
}

public class TensorSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "tensor";

    protected override IEnumerable<object> Values =>
    [
        Tensor.Create(new double[] { 1, 2, 3, 4, 5, 6 }, [2, 3]), Tensor.Create(new byte[] { 1, 2, 3 }, [1, 3, 1]),
        Tensor.Create(new double[] { 1, 2, 3, 4, 5, 6 }, [2, 3], [1, 2]),
        Tensor.Create(new float[] { 1, 2 }, [3, 2, 5], [0, 1, 0]), Tensor.Create(Array.Empty<int>(), [0, 4]),
        Tensor.Create(new decimal[] { 1, 2, 3, 4 }, [2, 2]).Slice(1..2, ..), Tensor.Create([true, false], [2]),
        Tensor.Create([new Point(1, 2), new Point(3, 4)], [2]), Tensor.Create([Colour.Green], [1, 1]),
    ];
}

public class StringColumnSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "strings";

    protected override IEnumerable<object> Values =>
        [new[] { "a", "", "äöü€😀" }, new string?[] { null, "x", null }, Array.Empty<string>(),
            new[] { "half \ud800 pair", "b" }];
}

public class OffsetTimeColumnSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "offset-times";

    protected override IEnumerable<object> Values =>
    [
        new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(2026, 1, 2, 3, 4, 5,
            TimeSpan.FromHours(-9.5)) },
        Array.Empty<DateTimeOffset>(),
    ];
}

public class ExceptionSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "exception";

    protected override IEnumerable<object> Values =>
        [new InvalidOperationException("broken", new ArgumentException("inner")), new OwnException("mine"),
            new TimeoutException(), new AggregateException("all", new OwnException("one"), new TimeoutException("two"),
                new AggregateException(new ArgumentException("deep")))];

    public sealed class OwnException(string message) : Exception(message);
}

public class SerializerLawTests
{
    [Fact]
    public void Every_built_in_per_type_serializer_is_under_law()
    {
        var lawful = typeof(SerializerLawTests).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(TypeSerializerLaws)) && !t.IsAbstract)
            .Select(t => ((TypeSerializerLaws)Activator.CreateInstance(t)!).SerializerName);
        Assert.Equal(new SerializerRegistry().TypeSerializerNames.Order(), lawful.Order());
    }
}

public class TableSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "table";

    protected override IEnumerable<object> Values => [Table(0), Table(2)];

    private static DataTable Table(int rows)
    {
        var table = new DataTable("t");
        table.Columns.Add("n", typeof(int));
        table.Columns.Add("s", typeof(string)).DefaultValue = "none";
        table.Columns.Add("d", typeof(DateTime));
        for (int i = 0; i < rows; i++) table.Rows.Add(i, i == 0 ? null : "x", i == 0 ? null : DateTime.UnixEpoch);
        table.PrimaryKey = [table.Columns[0]];
        return table;
    }
}

public class BitsSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "bits";

    protected override IEnumerable<object> Values =>
        [new BitArray(0), new BitArray([true, false, true]), new BitArray(32, true), new BitArray(17)];
}

public class BoxedRunTests : TypeSerializerLaws
{
    public override string SerializerName => "boxed";

    protected override IEnumerable<object> Values =>
    [
        Enumerable.Range(0, 20).Select(i => (object)(i * 0.5)).ToList(),
        Enumerable.Range(0, 16).Select(i => (object)(short)i).ToArray(),
        Enumerable.Range(0, 16).Select(i => (IComparable)(decimal)i).ToList(),
        Enumerable.Range(0, 16).Select(i => (ValueType)(i % 2 == 0)).ToArray(),
    ];
}

public class NullablesSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "nullables";

    protected override IEnumerable<object> Values =>
    [
        Enumerable.Range(0, 17).Select(i => i % 3 == 0 ? null : (int?)i).ToArray(), new double?[40],
        Enumerable.Range(0, 16).Select(i => (Colour?)(i == 3 ? null : (Colour)i)).ToArray(),
        Enumerable.Range(0, 16).Select(i => (bool?)(i % 2 == 0)).ToArray(),
    ];
}

public class NullableListSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "nullable-list";

    protected override IEnumerable<object> Values =>
    [
        Enumerable.Range(0, 16).Select(i => i == 0 ? null : (Guid?)new Guid(i, 0, 0, new byte[8])).ToList(),
        Enumerable.Range(0, 25).Select(i => i > 20 ? null : (DateTime?)new DateTime(i)).ToList(),
    ];
}

public class StringListSerializerTests : TypeSerializerLaws
{
    public override string SerializerName => "string-list";

    protected override IEnumerable<object> Values =>
    [
        Enumerable.Range(0, 16).Select(i => i == 4 ? null : $"text ä {i}").ToList(),
        Enumerable.Range(0, 20).Select(i => $"\udc00{i}").ToList(),
    ];
}
