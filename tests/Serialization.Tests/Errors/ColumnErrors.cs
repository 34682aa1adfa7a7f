using System.Numerics.Tensors;
using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Columns of bits, nulls, times, texts and objects, and tensors.</summary>
internal static class ColumnErrors
{
    public static IEnumerable<ErrorSource> All() => [.. Columns(), .. Tensors()];

    private static IEnumerable<ErrorSource> Columns() =>
    [
        new("bits lack their count", ErrorSource.DecodeDask("bits", Pack.Map(), [1])),
        new("bits are not as many as they say", ErrorSource.DecodeDask("bits", Pack.Map("count", 3), [0xff])),
        new("a column with nulls lacks its presence bits", ErrorSource.DecodeDask(
            "nullables", Run("<i4", 9), new byte[36], [1])),
        new("objects are packed by a type of the sender's", ErrorSource.DecodeDask(
            "boxed", Pack.Map("dtype", "|u1", "shape", Pack.List(1)), [1])),
        new("packed objects have a container that holds none", Boxed("int[]")),
        new("packed objects do not fit their container", Boxed($"{TypePolicy.Closed.NameOf(typeof(IMarked))}[]")),
        new("a column of times lacks its count", ErrorSource.DecodeDask("offset-times", Pack.Map("count", 2), [])),
        new("a time is none", ErrorSource.DecodeDask("offset-times", Pack.Map("count", 1),
            [.. BitConverter.GetBytes(0L), .. BitConverter.GetBytes(1_000_000L)])),
        new("a column's text ends within a character", ErrorSource.DecodeDask(
            "strings", Pack.Map("count", 1, "encoding", "utf-16"), [3, 0, 0, 0], new byte[3])),
        new("elements are of a type that is denied", () => Denying<decimal>().Deserialize(ErrorSource.Payload(
            Pack.Map("serializer", "dask", "type", "array", "sub-header", Run("weft:decimal", 1)), new byte[16]))),
        new("what a payload does not name is of a type that is denied", () => Denying<int>().Deserialize(
            ErrorSource.Payload(Pack.Map("serializer", "pickle"), Pack.Of(1)))),
        new("a per-type serializer is for a type that is denied", () => Denying<Uri>(r => r.Register<Uri>(
                uri => new Payload(new HeaderBuilder().Build()), (_, _) => new Uri("http://shop")))
            .Deserialize(ErrorSource.Payload(Pack.Map(
                "serializer", "dask", "type", "System.Uri", "sub-header", Pack.Map())))),
        new("a value's type is denied, whatever serializer it has", () => Denying<Uri>(r => r.Register<Uri>(
                uri => new Payload(new HeaderBuilder().Build()), (_, _) => new Uri("http://shop")))
            .Serialize(new Uri("http://shop"), new SerializeOptions { OnError = OnError.Raise })),
    ];

    private static IEnumerable<ErrorSource> Tensors() =>
    [
        new("a tensor lacks its shape", ErrorSource.DecodeDask("tensor", Pack.Map("dtype", "<f8"))),
        new("a tensor has more dimensions than the limit", Tensor([.. Enumerable.Repeat(1L, 33)], null, 8)),
        new("a tensor's shape is negative", Tensor([-1], null, 8)),
        new("a tensor is beyond what .NET can hold", Tensor([1L << 20, 1L << 20], null, 8)),
        new("a tensor has fewer strides than dimensions", Tensor([2, 2], [8], 32)),
        new("a tensor's stride leads backwards", Tensor([4], [-8], 32)),
        new("a tensor's elements overlap", Tensor([2, 2], [8, 8], 24)),
        new("a tensor and its frames disagree", Tensor([2], [1024], 16)),
        new("a tensor to be sent has more dimensions than the limit", () => ErrorSource
            .NewSerializer(Limits.Default with { RankMax = 1 }).Serialize(
                Tensor<double>(), new SerializeOptions { OnError = OnError.Raise })),
        new("a tensor to be sent holds what is no memory", () => ErrorSource.NewSerializer(Limits.Default).Serialize(
            System.Numerics.Tensors.Tensor.Create(["a"], [1]), new SerializeOptions { OnError = OnError.Raise })),
    ];

    private static Tensor<T> Tensor<T>() => System.Numerics.Tensors.Tensor.Create(new T[4], [2, 2]);

    private static WeftSerializer Denying<T>(Action<SerializerRegistry>? prepare = null)
    {
        var registry = new SerializerRegistry();
        prepare?.Invoke(registry);
        registry.DenyType(typeof(T));
        return new WeftSerializer(registry);
    }

    private static Map Run(string dtype, int count) => Pack.Map("dtype", dtype, "shape", Pack.List(count));

    private static Action Boxed(string container) => ErrorSource.DecodeDask(
        "boxed", Pack.Map("dtype", "<i4", "shape", Pack.List(1), "container", container), new byte[4]);

    private static Action Tensor(long[] shape, long[]? strides, int bytes)
    {
        object?[] entries = ["dtype", "<f8", "shape", shape.Select(n => (object?)n).ToArray()];
        if (strides is not null) entries = [.. entries, "strides", strides.Select(n => (object?)n).ToArray()];
        return ErrorSource.DecodeDask("tensor", new Map(entries), new byte[bytes]);
    }
}
