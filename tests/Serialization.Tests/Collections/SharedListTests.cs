using System.Collections.Immutable;
using System.Diagnostics;

namespace Weft.Serialization.Tests;

/// <summary>
/// Collections that stand in each other again and again, and collections that throw when they are asked.
/// </summary>
public class SharedListTests
{
    private const int Levels = 40;
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(30);

    [Fact]
    public void Lists_that_hold_each_other_twice_over_many_levels_are_looked_at_in_bounded_time()
    {
        var weft = TestSerializers.New();
        object bottom = "end";
        for (int i = 0; i < 12; i++) bottom = Enumerable.Repeat(bottom, 60).ToList();
        var clock = Stopwatch.StartNew();
        var payload = weft.Serialize(bottom, new SerializeOptions { OnError = OnError.Raise });
        Assert.True(clock.Elapsed < Quick, $"{clock.Elapsed}");
        Assert.Equal("pickle", payload.Header.Serializer);
        Assert.True(payload.FrameBytes < 20_000);
    }

    [Fact]
    public void A_list_that_would_double_with_each_level_is_sent_whole_by_the_family_that_keeps_references()
    {
        var weft = TestSerializers.New();
        var clock = Stopwatch.StartNew();
        var payload = weft.Serialize(Doubling(), new SerializeOptions { OnError = OnError.Raise });
        Assert.True(clock.Elapsed < Quick, $"{clock.Elapsed}");
        Assert.Equal("pickle", payload.Header.Serializer);
        var back = (List<object>)weft.Deserialize(payload)!;
        Assert.Same(back[1], back[2]);
        Assert.Equal([1.0], (double[])back[0]);
    }

    [Theory]
    [InlineData(OnError.Raise)]
    [InlineData(OnError.Message)]
    public void A_list_that_would_double_with_each_level_fails_where_it_must_be_taken_apart(OnError onError)
    {
        var weft = TestSerializers.New();
        var options = new SerializeOptions { OnError = onError, IterateCollection = true };
        var clock = Stopwatch.StartNew();
        string message = onError == OnError.Raise
            ? Assert.Throws<SerializationFailedException>(() => weft.Serialize(Doubling(), options)).Message
            : Assert.Throws<RemoteErrorException>(() => weft.Deserialize(weft.Serialize(Doubling(), options))).Message;
        Assert.True(clock.Elapsed < Quick, $"{clock.Elapsed}");
        Assert.Contains("taken apart into more than 262144", message, StringComparison.Ordinal);
        Assert.Contains("IterateCollection = false", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_immutable_arrays_of_which_some_are_not_there_travel()
    {
        var weft = TestSerializers.New();
        var arrays = Enumerable.Range(0, 100)
            .Select(i => (object)(i % 2 == 0 ? default : ImmutableArray.Create(i))).ToList();
        var back = weft.Deserialize<List<object>>(weft.Serialize(arrays));
        Assert.True(((ImmutableArray<int>)back[0]).IsDefault);
        Assert.Equal(99, Assert.Single((ImmutableArray<int>)back[99]));
    }

    private static object Doubling()
    {
        object level = new List<object> { new[] { 1.0 } };
        for (int i = 0; i < Levels; i++) level = new List<object> { new[] { 1.0 }, level, level };
        return level;
    }
}
