using Weft.Fuzz;

namespace Weft.Serialization.Tests;

/// <summary>A message may name a value as often as it likes; it is made once, and within one budget.</summary>
public sealed class SharedValueTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    [Fact]
    public void A_value_that_is_named_often_is_decoded_once_and_one_object_everywhere()
    {
        var array = new double[125_000];
        var frames = Weft.Dumps(new List<object?> { new ToSerialize(array) }).ToArray();
        frames[0] = Pack.Of(Pack.List([.. Enumerable.Repeat((object?)new Ext(1, 0), 3_000)]));
        Weft.Loads(frames);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var back = (List<object?>)Weft.Loads(frames)!;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.Equal(array, back[0]);
        Assert.All(back, value => Assert.Same(back[0], value));
    }

    [Fact]
    public void A_value_that_nothing_names_is_not_decoded()
    {
        var frames = Weft.Dumps(new List<object?> { new ToSerialize("a"), new ToSerialize("b") }).ToArray();
        frames[0] = Pack.Of(new Ext(1, 1));
        frames[1] = Pack.Of(Pack.List(Pack.Map("serializer", "nobody"), Pack.List(frames[2].Length)));
        Assert.Equal("b", Weft.Loads(frames));
    }

    [Fact]
    public void Values_of_one_message_share_what_they_may_become()
    {
        var strict = new WeftSerializer(
            new SerializerRegistry(),
            new WeftSerializerOptions { Limits = Limits.Default with { DecompressedBytesMax = 150_000 } });
        var zlib = new SerializeOptions { Compression = "zlib" };
        object[] values = [new byte[100_000], new byte[100_000]];
        var frames = strict.Dumps(values.Select(value => (object?)new ToSerialize(value)).ToList(), zlib);
        Assert.InRange(frames.Sum(frame => (long)frame.Length), 100_000, 110_000);
        Assert.Equal(values, ((List<object?>)strict.Loads(frames)!).ToArray());

        var open = Weft.Dumps(values.Select(value => (object?)new ToSerialize(value)).ToList(), zlib);
        Assert.InRange(open.Sum(frame => (long)frame.Length), 1, 10_000);
        var error = Assert.Throws<WireFormatException>(() => strict.Loads(open));
        Assert.Contains("Limits.DecompressedBytesMax", error.Message, StringComparison.Ordinal);
    }
}
