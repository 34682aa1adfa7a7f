namespace Weft.Serialization.Tests.Families;

/// <summary>A number is made the type that the caller expects where it fits.</summary>
public class NumbersThatDoNotFitTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    [Theory]
    [InlineData(1e300)]
    [InlineData(-3.5e38)]
    [InlineData(double.MaxValue)]
    public void A_double_beyond_a_float_is_refused_instead_of_becoming_infinite(double value)
    {
        var error = Assert.Throws<WireFormatException>(() => Weft.Deserialize<float>(Weft.Serialize(value)));
        Assert.Equal("the payload holds System.Double; the caller expects System.Single", error.Message);
    }

    [Theory]
    [InlineData(1.1, 1.1f)]
    [InlineData(1e-300, 0f)]
    [InlineData(3.4e38, 3.4e38f)]
    [InlineData(double.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(double.NaN, float.NaN)]
    public void Any_other_double_becomes_the_nearest_float(double value, float expected) =>
        Assert.Equal(expected, Weft.Deserialize<float>(Weft.Serialize(value)));
}
