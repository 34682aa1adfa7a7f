using Weft.Runtime;

// A cluster of two worker processes on this machine, and a client connected to it.
await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Workers = 2 });
await using var client = await cluster.ConnectAsync();

// Put two large arrays on the workers; what comes back are handles, not data.
var halves = new[] { Enumerable.Range(0, 1_000_000), Enumerable.Range(1_000_000, 1_000_000) };
var arrays = await client.ScatterEachAsync(halves.Select(half => half.Select(i => (double)i).ToArray()).ToArray());

// Run a function on each array where it lies, then add the two results up on a worker.
var scale = 0.5;
var sums = client.Map(values => values.Sum() * scale, arrays);
var total = client.Submit((left, right) => left + right, sums[0], sums[1]);

Console.WriteLine($"parts: {string.Join(", ", await client.GatherAsync(sums))}");
Console.WriteLine($"total: {await total}");
