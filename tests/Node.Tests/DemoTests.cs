using Weft.Node.Demo;

namespace Weft.Node.Tests;

[Collection(NodeProcesses.Name)]
public sealed class DemoTests
{
    private static readonly FlightAnswer Plain = PlainStudy.Of(FlightData.Load(FlightData.DefaultFolder));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_demo_answers_what_a_plain_computation_answers(bool inProcess, bool killWorker)
    {
        var options = new DemoOptions { InProcess = inProcess, KillWorker = killWorker, Workers = 3 };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var result = await DemoCommand.RunJobAsync(options, new Progress<DemoProgress>(), deadline.Token);

        Assert.Equal(Plain.Rows, result.Rows);
        Assert.Equal(Plain.MeanDelay, result.MeanDelay);
        Assert.Equal(Plain.P95Delay, result.P95Delay);
        Assert.Equal(Plain.Correlation, result.Correlation, 1e-12);
        Assert.Equal(Plain.Hours, result.Hours.Select(hour => new HourAnswer(hour.Hour, hour.Count, hour.MeanDelay)));
        Assert.Equal(killWorker, result.WorkerKilled);
        Assert.True(killWorker ? result.Recomputed >= 1 : result.Recomputed == 0, $"recomputed {result.Recomputed}");
        Assert.True(result.Tasks >= (3 * 12) + (3 * 11), $"{result.Tasks} tasks");
        Assert.True(result.BulkMegabytesPerSecond > 0);
        if (!inProcess)
            Assert.True(result.Bytes is { Admin: > 0, Data: > 3 * BulkArray.Bytes, Task: > 0 }, $"{result.Bytes}");
    }
}
