using System.Data;
using System.Text.Json;
using Weft.Serialization;

namespace Weft.Bench.Tests;

/// <summary>Every bench of values runs here with little work, so that none rots; times are of no interest.</summary>
public sealed class BenchTests
{
    private static bool KnowsTables => WeftSerializer.Default.Serialize(new DataTable()).Header.Serializer != "error";

    private static readonly BenchOptions Trial = new(true, true, null, []) { IsTrial = true };

    [Fact]
    public async Task The_bench_of_serialization_brings_every_value_back_and_keeps_to_its_budgets_of_memory()
    {
        var rows = await SerializationBench.RunAsync(Trial);

        string[] cases =
        [
            "double_1e1", "double_1e3", "record_of_10", "graph_of_1000", "admin_message", "scan_walked", "scan_fields",
            "scan_functions", "scan_serializer", "scan_family",
            .. KnowsTables ? ["table_of_1e2"] : Array.Empty<string>(),
        ];
        foreach (var name in cases)
        {
            Assert.All(["encode", "decode"], way =>
            {
                var row = Assert.Single(rows, row => row.Name == $"{name}_{way}");
                Assert.True(row.Value > 0 && row.Allocated >= 0);
                Assert.NotEmpty(row.Beside!);
            });
        }

        var memory = rows.Where(row => row.Unit == "bytes").ToArray();
        Assert.Equal(
            ["double_1e1_encode_allocated", "double_1e3_encode_allocated", "double_1e9_encode_allocated",
                "admin_message_both_beyond"],
            memory.Select(row => row.Name));
        Assert.All(memory, row => Assert.True(row.Holds, $"{row.Name}: {row.Value} bytes, budget {row.Budget}"));
    }

    [Fact]
    public async Task The_large_bench_brings_its_array_through_another_process_and_back()
    {
        var rows = await LargeBench.RunAsync(Trial);

        Assert.Contains(rows, row => row.Name == "large_there_and_back" && row is { Value: > 0, Baseline: > 0 });
    }

    [Fact]
    public void A_row_names_what_was_measured_its_baseline_and_the_others_beside_it()
    {
        var row = BenchResult.Of("it", 2, "ns", 4) with { Allocated = 8, Beside = [new("other", 4, 0.5, 16, 0.5)] };

        var json = JsonSerializer.SerializeToElement(row);

        Assert.Equal(0.5, json.GetProperty("ratio").GetDouble());
        Assert.Equal("none", json.GetProperty("budget").GetString());
        Assert.Equal("other", json.GetProperty("beside")[0].GetProperty("name").GetString());
        var plain = JsonSerializer.SerializeToElement(BenchResult.Of("it", 2, "ns", 4));
        Assert.False(plain.TryGetProperty("beside", out _));
    }

    [Fact]
    public void Groups_are_named_before_or_between_the_options()
    {
        var options = BenchOptions.Parse(["serialization", "--json", "large"]);

        Assert.Equal(["serialization", "large"], options.Groups);
        Assert.True(options.Json);
        Assert.Throws<ArgumentException>(() => BenchOptions.Parse(["--loud"]));
    }
}
