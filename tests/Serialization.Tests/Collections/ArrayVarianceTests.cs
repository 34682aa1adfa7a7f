namespace Weft.Serialization.Tests;

public class ArrayVarianceTests
{
    private static readonly WeftSerializer Weft = new(new SerializerRegistry());

    [Fact]
    public void An_array_of_other_numbers_of_the_same_width_is_not_taken_for_the_one_expected()
    {
        var payload = Weft.Serialize(new uint[] { 1, uint.MaxValue });
        Refused<int[]>(payload);
        Refused<DayOfWeek[]>(payload);
        Refused<IList<int>>(payload);
        Refused<IEnumerable<int>>(payload);
        Refused<int[][]>(Weft.Serialize(new[] { new uint[] { 1 } }));
        Refused<int[,]>(Weft.Serialize(new uint[2, 2]));
        Refused<byte[]>(Weft.Serialize(new sbyte[] { -1 }));
    }

    [Fact]
    public void What_an_array_is_it_is_taken_for()
    {
        Assert.Equal(new uint[] { 1 }, Weft.Deserialize<uint[]>(Weft.Serialize(new uint[] { 1 })));
        Assert.Equal(new[] { 1 }, Weft.Deserialize<IReadOnlyList<int>>(Weft.Serialize(new[] { 1 })));
        Assert.Equal(new object[] { "a" }, Weft.Deserialize<object[]>(Weft.Serialize(new[] { "a" })));
        Assert.Equal(new[] { 1 }, Weft.Deserialize<Array>(Weft.Serialize(new[] { 1 })));
        Assert.Equal(new[] { 1 }, Weft.Deserialize<object>(Weft.Serialize(new[] { 1 })));
        Assert.Equal([[1]], Weft.Deserialize<IEnumerable<int[]>>(Weft.Serialize(new[] { new[] { 1 } })));
    }

    private static void Refused<T>(Payload payload)
    {
        var failure = Assert.Throws<WireFormatException>(() => Weft.Deserialize<T>(payload));
        Assert.Contains("the caller expects", failure.Message);
    }
}
