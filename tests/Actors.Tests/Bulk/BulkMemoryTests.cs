namespace Weft.Actors.Tests;

[Collection(AloneCollection.Name)]
public sealed class BulkMemoryTests
{
    [Fact]
    public async Task Eighty_megabytes_are_received_in_place()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new double[10_000], null);
        await there.NextAsync();

        var array = new double[10_000_000];
        for (var i = 0; i < array.Length; i++) array[i] = i * 0.5;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await there.Seen.TellData(array, null);
        var received = Assert.IsType<double[]>(await there.NextAsync());
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.NotSame(array, received);
        Assert.True(array.AsSpan().SequenceEqual(received));
        Assert.InRange(allocated, 80_000_000, 81_000_000);
    }
}
