using Weft.Node.Demo;

namespace Weft.Node.Tests;

public sealed class FlightStatisticsTests
{
    private static readonly FlightPartition Flights = FlightData.Load(FlightData.DefaultFolder);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Parts_combined_in_any_order_give_what_a_plain_computation_gives(int count)
    {
        var parts = Flights.Split(count);
        Assert.Equal(Flights.Rows, parts.Sum(part => part.Rows));
        var forward = Answer(parts);
        var backward = Answer(parts.Reverse());
        var plain = PlainStudy.Of(Flights);

        Assert.Equal(plain.Hours, forward.Hours);
        Assert.Equal(plain.MeanDelay, forward.MeanDelay);
        Assert.Equal(plain.P95Delay, forward.P95Delay);
        Assert.Equal(plain.Correlation, forward.Correlation, 1e-12);
        Assert.Equal(forward.Correlation, backward.Correlation);
        Assert.Equal(forward.Hours, backward.Hours);
    }

    [Fact]
    public void The_percentile_is_the_nearest_rank()
    {
        short[] delays = [3, 6, 7, 8, 8, 10, 13, 15, 16, 20];
        var histogram = DelayHistogram.Of(new FlightPartition(delays, new int[10], new double[10]));
        Assert.Equal(7, histogram.Percentile(25));
        Assert.Equal(8, histogram.Percentile(50));
        Assert.Equal(15, histogram.Percentile(75));
        Assert.Equal(20, histogram.Percentile(100));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Percentile(0));
    }

    [Fact]
    public void A_column_that_does_not_vary_has_no_correlation() =>
        Assert.Equal(0, CorrelationSums.Of(new FlightPartition([1, 1], [5, 9], [0, 0])).Correlation());

    private static FlightAnswer Answer(IEnumerable<FlightPartition> parts) =>
        FlightAnswer.From(
            parts.Select(HourlyDelays.Of).Aggregate(HourlyDelays.Merge),
            parts.Select(CorrelationSums.Of).Aggregate(CorrelationSums.Merge),
            parts.Select(DelayHistogram.Of).Aggregate(DelayHistogram.Merge));
}
