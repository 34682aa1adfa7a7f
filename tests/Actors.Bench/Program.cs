using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Actors.Bench;

// Files, sockets and Akka share the pool with the bench; a node raises the minimum in the same way.
ThreadPool.GetMinThreads(out _, out var completionThreads);
ThreadPool.SetMinThreads(64 + Environment.ProcessorCount, completionThreads);

if (args is ["peer", ..]) return await PeerProgram.RunAsync(args[1..]);

AkkaBenchOptions options;
try
{
    options = AkkaBenchOptions.Parse(args);
}
catch (ArgumentException wrong)
{
    await Console.Error.WriteLineAsync($"bench akka: {wrong.Message}");
    return 2;
}

// Budgets read as ">= 0.6", not as escapes.
var json = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
(string Name, Func<AkkaBenchOptions, IAsyncEnumerable<AkkaBenchResult>> Run)[] sections =
[
    ("arrays", ArraySection.RunAsync),
    ("messages", MessageSection.RunAsync),
    ("heartbeat", HeartbeatSection.RunAsync),
];
foreach (var section in sections.Where(each => options.Runs(each.Name)))
{
    await foreach (var result in section.Run(options))
    {
        var rounded = result.Rounded();
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(rounded, json) : rounded.ToString());
    }
}

return 0;
