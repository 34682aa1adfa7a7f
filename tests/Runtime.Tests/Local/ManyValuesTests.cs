namespace Weft.Runtime.Tests;

public sealed class ManyValuesTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    // More than one message may hold values, all of one worker.
    private const int Count = 100_000;

    [Fact]
    public async Task More_futures_than_a_message_holds_are_gathered_located_and_released()
    {
        var options = new SubmitOptions { Workers = [fixture.Cluster.Workers[0].Address] };
        var futures = fixture.Client.Map(WorkerFunctions.Negate, Enumerable.Range(0, Count), options);

        var values = await fixture.Client.GatherAsync(futures);
        var holders = await fixture.Client.WhoHasAsync(futures);
        foreach (var future in futures) future.Dispose();

        Assert.Equal(Enumerable.Range(0, Count).Select(number => -number), values);
        Assert.Equal(futures.Select(future => future.Key), holders.Select(each => each.Key));
        await ClusterIsEmptyAsync();
    }

    [Fact]
    public async Task More_values_than_a_message_holds_are_scattered_and_released_with_their_client()
    {
        var numbers = Enumerable.Range(0, Count).ToArray();
        await using (var client = await fixture.Cluster.ConnectAsync())
        {
            var futures = await client.ScatterEachAsync(numbers, workers: [fixture.Cluster.Workers[1].Address]);
            Assert.Equal(numbers, await client.GatherAsync(futures));
        }

        await ClusterIsEmptyAsync();
    }

    private async Task ClusterIsEmptyAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await fixture.Cluster.SnapshotAsync(patience.Token)).Workers.Any(worker => worker.Held > 0))
            await Task.Delay(20, patience.Token);
    }
}
