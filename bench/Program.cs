using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Bench;

if (args is ["peer", ..]) return await BulkPeer.RunAsync(args[1..]);

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException wrong)
{
    await Console.Error.WriteLineAsync($"bench: {wrong.Message}");
    return 2;
}

// Budgets read as "<= 1000 ns", not as escapes.
var json = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
(string Name, Func<BenchOptions, Task<IReadOnlyList<BenchResult>>> Run)[] groups =
[
    ("arrays", ArrayBench.RunAsync),
    ("messages", MessageBench.RunAsync),
    ("values", ValueBench.RunAsync),
    ("bulk", BulkBench.RunAsync),
    ("tls", TlsBench.RunAsync),
    ("scheduler", SchedulerBench.RunAsync),
    ("tasks", TaskBench.RunAsync),
];
foreach (var group in groups)
{
    if (options.Only is { } only && !group.Name.Contains(only, StringComparison.Ordinal)) continue;
    foreach (var result in await group.Run(options))
    {
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(result, json) : Row(result));
    }
}

return 0;

static string Row(BenchResult result) => string.Create(
    CultureInfo.InvariantCulture,
    $"{result.Name,-32} {result.Value,14:N1} {result.Unit,-9} baseline {result.Baseline,14:N1}"
    + $"  ratio {result.Ratio,8:F3}  budget {result.Budget,-22} {(result.Holds ? "holds" : "does not hold")}");
