using System.Diagnostics;
using Weft.Node.Demo;
using Xunit.Abstractions;

namespace Weft.Node.Tests;

/// <summary>The demo on nodes of their own.</summary>
[Collection(NodeProcesses.Name)]
public sealed class AkkaDemoTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_demo_on_akka_answers_what_a_plain_computation_answers(bool killWorker)
    {
        var plain = PlainStudy.Of(FlightData.Load(FlightData.DefaultFolder));
        var options = new DemoOptions { Engine = DemoEngine.Akka, KillWorker = killWorker, Workers = 2 };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var watch = Stopwatch.StartNew();
        var result = await DemoCommand.RunJobAsync(options, new Progress<DemoProgress>(), deadline.Token);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s, bulk {result.BulkMegabytesPerSecond:0} MB/s");

        Assert.Equal("akka", result.Engine);
        Assert.Equal(plain.Rows, result.Rows);
        Assert.Equal(plain.MeanDelay, result.MeanDelay);
        Assert.Equal(plain.P95Delay, result.P95Delay);
        Assert.Equal(plain.Correlation, result.Correlation, 1e-12);
        Assert.Equal(plain.Hours, result.Hours.Select(hour => new HourAnswer(hour.Hour, hour.Count, hour.MeanDelay)));
        Assert.Equal(killWorker, result.WorkerKilled);
        Assert.True(killWorker ? result.Recomputed >= 1 : result.Recomputed == 0, $"recomputed {result.Recomputed}");
        if (!killWorker) Assert.True(result.BulkMegabytesPerSecond > 0);
    }
}
