using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Bench;

if (args is ["peer", ..]) return await BulkPeer.RunAsync(args[1..]);
if (args is ["large-peer", ..]) return await LargePeer.RunAsync(args[1..]);

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
// These run only where they are named: the large one takes more memory than a machine may have to spare, and the ways
// are rows of serialization too.
string[] named = ["large", "ways"];
(string Name, Func<BenchOptions, Task<IReadOnlyList<BenchResult>>> Run)[] groups =
[
    ("arrays", ArrayBench.RunAsync),
    ("messages", MessageBench.RunAsync),
    ("values", ValueBench.RunAsync),
    ("serialization", SerializationBench.RunAsync),
    ("bulk", BulkBench.RunAsync),
    ("tls", TlsBench.RunAsync),
    ("scheduler", SchedulerBench.RunAsync),
    ("tasks", TaskBench.RunAsync),
    ("ways", WaysCase.RunAsync),
    ("large", LargeBench.RunAsync),
];
if (options.Groups.Except(groups.Select(group => group.Name)).FirstOrDefault() is { } unknown)
{
    var known = string.Join(", ", groups.Select(group => group.Name));
    await Console.Error.WriteLineAsync($"bench: there is no group '{unknown}'; there are {known}");
    return 2;
}

foreach (var group in groups)
{
    if (options.Groups.Count == 0 ? named.Contains(group.Name) : !options.Groups.Contains(group.Name)) continue;
    if (options.Only is { } only && !group.Name.Contains(only, StringComparison.Ordinal)) continue;
    foreach (var result in await group.Run(options))
    {
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(result, json) : Row(result));
        if (!options.Json) foreach (var other in result.Beside ?? []) Console.WriteLine(BesideRow(other));
    }
}

return 0;

static string Row(BenchResult result) => string.Create(
    CultureInfo.InvariantCulture,
    $"{result.Name,-32} {result.Value,14:N1} {result.Unit,-9} baseline {result.Baseline,14:N1}"
    + $"  ratio {result.Ratio,8:F3}  budget {result.Budget,-22} {(result.Holds ? "holds" : "does not hold")}");

static string BesideRow(BesideResult other) => string.Create(
    CultureInfo.InvariantCulture,
    $"  beside {other.Name,-23} {other.Value,14:N1} {"ns",-9} ratio {other.Ratio:G3}  allocates {other.Allocated:N0}");
