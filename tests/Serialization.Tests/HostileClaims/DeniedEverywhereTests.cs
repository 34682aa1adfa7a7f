using System.Collections;
using System.Data;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text;

namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>What is denied is refused by every family that can carry it, at both ends.</summary>
public class DeniedEverywhereTests
{
    private static readonly WeftSerializer Open = TestSerializers.New();

    private static readonly SerializeOptions[] Ways =
    [
        Way("dask"), Way("pickle"), Way("msgpack"), Way("dask", "pickle") with { IterateCollection = true },
        Way("dask", "msgpack") with { IterateCollection = true },
    ];

    // A value for each row of the table of per-type serializers, and what of it may be denied.
    private static readonly (string Row, object Value, Type[] Denied)[] Rows =
    [
        ("array", new double[] { 1, 2 }, [typeof(double), typeof(double[])]),
        ("array", new double[1, 2], [typeof(double), typeof(double[,])]),
        ("array", new[] { DayOfWeek.Friday }, [typeof(DayOfWeek), typeof(DayOfWeek[])]),
        ("bits", new BitArray(9), [typeof(BitArray)]),
        ("boxed", Enumerable.Repeat((object)1, 20).ToArray(), [typeof(object), typeof(object[]), typeof(int)]),
        ("boxed", Enumerable.Repeat((object)1.5, 20).ToList(), [typeof(List<>), typeof(List<object>), typeof(double)]),
        ("list", new List<int> { 1 }, [typeof(List<>), typeof(List<int>), typeof(int)]),
        ("memory", new Memory<float>([1]), [typeof(Memory<>), typeof(Memory<float>), typeof(float)]),
        ("nullable-list", Enumerable.Repeat<int?>(1, 20).ToList(),
            [typeof(Nullable<>), typeof(int?), typeof(List<>), typeof(List<int?>), typeof(int)]),
        ("nullables", new int?[20], [typeof(Nullable<>), typeof(int?), typeof(int?[]), typeof(int)]),
        ("offset-times", new DateTimeOffset[2], [typeof(DateTimeOffset), typeof(DateTimeOffset[])]),
        ("readonly-memory", new ReadOnlyMemory<byte>([1]), [typeof(ReadOnlyMemory<>), typeof(byte)]),
        ("segment", new ArraySegment<long>([1]), [typeof(ArraySegment<>), typeof(ArraySegment<long>), typeof(long)]),
        ("string-list", Enumerable.Repeat("a", 20).ToList(), [typeof(List<>), typeof(List<string>), typeof(string)]),
        ("strings", new[] { "a" }, [typeof(string), typeof(string[])]),
        ("table", new DataTable("t"), [typeof(DataTable)]),
        ("tensor", Tensor.Create(new double[2], [2]), [typeof(Tensor<>), typeof(Tensor<double>), typeof(double)]),
    ];

    private static readonly object[] Scalars =
    [
        1, 1.5, 1.5f, true, "a", "\ud800", (sbyte)1, (byte)1, (short)1, (ushort)1, 1u, 1L, 1UL, 'a', (Half)1, 1m,
        (Int128)1, (UInt128)1, Guid.NewGuid(), DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, TimeSpan.Zero,
        new DateOnly(2000, 1, 1), TimeOnly.MinValue, new BigInteger(1), Complex.One, new Rune('a'), new Version(1, 2),
        new Uri("http://shop"), new Index(1), new Range(0, 1), DBNull.Value, new StringBuilder("a"), typeof(int),
        new object(), new byte[] { 1 }, DayOfWeek.Friday,
    ];

    public static IEnumerable<object[]> Denials =>
        Cases().Select(c => (c.Row, c.Denied)).Distinct().Select(c => new object[] { c.Row, c.Denied });

    [Fact]
    public void Every_row_of_the_type_table_is_tried() => Assert.Equal(
        TypeTable.Of(new SerializerRegistry()).Select(row => row.Name),
        Rows.Select(row => row.Row).Append("exception").Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Denials))]
    public void What_is_denied_is_refused_by_every_family_that_carries_it(string row, Type denied)
    {
        var closed = Denying(denied);
        int carried = 0;
        foreach (var (_, value, _) in Cases().Where(c => c.Row == row && c.Denied == denied))
        {
            foreach (object held in new[] { value, new object[] { value }, new List<object> { value } })
            {
                carried += Ways.Count(way => Carries(way, held, closed, denied));
            }
        }

        Assert.InRange(carried, 3, 100);
    }

    [Fact]
    public void A_denied_exception_comes_as_a_remote_one_with_its_causes()
    {
        var error = new AggregateException("a", new InvalidOperationException("b"), new ArgumentException("c"));
        var payload = Open.Serialize(error, Way("dask"));
        var many = Assert.IsType<AggregateException>(Denying(typeof(InvalidOperationException)).Deserialize(payload));
        Assert.IsType<RemoteException>(many.InnerExceptions[0]);
        Assert.IsType<ArgumentException>(many.InnerExceptions[1]);
        var remote = Assert.IsType<RemoteException>(Denying(typeof(AggregateException)).Deserialize(payload));
        Assert.Equal("b", Assert.IsType<InvalidOperationException>(remote.InnerException).Message);
        Assert.Throws<DeserializationRefusedException>(() => Denying(typeof(Exception)).Deserialize(payload));
        Assert.Throws<SerializationFailedException>(
            () => Denying(typeof(AggregateException)).Serialize(error, Way("dask")));
    }

    [Fact]
    public void An_assembly_that_is_denied_takes_its_numbers_and_exceptions_along()
    {
        var policy = TypePolicy.Closed.DenyAssembly(typeof(int).Assembly);
        var closed = new WeftSerializer(new SerializerRegistry(), new WeftSerializerOptions { TypePolicy = policy });
        foreach (object value in new object[] { 1, "a", new double[9], new List<int> { 1 } })
        {
            foreach (var way in Ways) Carries(way, value, closed, typeof(int));
        }

        Assert.Null(closed.Deserialize(Open.Serialize(null, Way("pickle"))));
    }

    private static bool Carries(SerializeOptions way, object value, WeftSerializer closed, Type denied)
    {
        Payload payload;
        try
        {
            payload = Open.Serialize(value, way);
        }
        catch (SerializationFailedException)
        {
            return false;
        }

        // In a tree of msgpack a long comes as an int: what arrives is asked for.
        var policy = TypePolicy.Closed.DenyType(denied);
        if (payload.Header.Serializer == "msgpack" && !Arrives(Open.Deserialize(payload), policy)) return false;
        string what = $"{value.GetType()} by {payload.Header} with {denied} denied";
        var refused = Record.Exception(() => closed.Deserialize(payload));
        Assert.True(refused is DeserializationRefusedException, $"{what}: {refused?.Message ?? "taken"}");
        Assert.Contains("is denied by the type policy", refused!.Message, StringComparison.Ordinal);
        var failed = Record.Exception(() => closed.Serialize(value, way));
        Assert.True(failed is SerializationFailedException, $"{what}: {failed?.Message ?? "sent"}");
        return true;
    }

    private static bool Arrives(object? value, TypePolicy policy) => value is not null &&
        (policy.WhyRefused(value.GetType()).Contains("denied", StringComparison.Ordinal) ||
        (value is IEnumerable items and not string && items.Cast<object?>().Any(item => Arrives(item, policy))));

    private static IEnumerable<(string Row, object Value, Type Denied)> Cases() =>
    [
        .. Rows.SelectMany(row => row.Denied.Select(type => (row.Row, row.Value, type))),
        .. Scalars.Select(value => (
            "scalar", value, value is Type ? typeof(Type) : value.GetType())),
    ];

    private static WeftSerializer Denying(Type type)
    {
        var registry = new SerializerRegistry();
        registry.DenyType(type);
        return new WeftSerializer(registry);
    }

    private static SerializeOptions Way(params string[] families) =>
        new() { Serializers = families, OnError = OnError.Raise };
}
