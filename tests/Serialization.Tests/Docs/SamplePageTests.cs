using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Weft.Serialization.Samples;

namespace Weft.Serialization.Tests;

/// <summary>
/// The page docs/serialization.md shows code that is compiled and run, and tables that are made of the registry. A
/// difference is written into the page with WEFT_UPDATE_GOLDENS=1.
/// </summary>
public sealed partial class SamplePageTests
{
    [Fact]
    public void Every_block_of_code_on_the_page_is_code_of_this_project()
    {
        SamplePage.Update();
        Assert.Equal(CodeFence().Count(SamplePage.Text), SamplePage.Blocks.Count);
        Assert.All(SamplePage.Blocks, block => Assert.Equal(SamplePage.Show(block.Names), block.Code));
    }

    [Fact]
    public void Every_sample_is_on_the_page() => Assert.Equal(
        SamplePage.Samples.Keys.Order(), SamplePage.Blocks.SelectMany(block => block.Names).Order());

    [Fact]
    public void The_table_of_types_is_that_of_the_registry()
    {
        var table = new StringBuilder("| .NET type | family | serializer | frames are its memory | numpy |\n");
        table.Append("| --- | --- | --- | --- | --- |\n");
        foreach (var row in TypeTable.Of(new SerializerRegistry()).OrderBy(row => row.Types, StringComparer.Ordinal))
        {
            var numpy = row.DataType switch { "" => "", "dtype" => "as the element", var name => Cell(name) };
            table.Append($"| {row.Types} | `dask` | `{row.Name}` | {(row.Aliases ? "yes" : "no")} | {numpy} |\n");
        }

        SamplePage.Update("types", table.ToString());
        Assert.Equal(table.ToString(), SamplePage.Generated("types"));
    }

    [Fact]
    public void The_table_of_elements_is_that_of_the_code()
    {
        var table = new StringBuilder("| element | numpy | bytes |\n| --- | --- | --- |\n");
        foreach (var element in ElementTypes.BuiltIn)
        {
            bool isNumpys = !element.DataType.StartsWith("weft:", StringComparison.Ordinal);
            var numpy = isNumpys ? Cell(element.DataType) : "";
            table.Append($"| {TypeNames.Of(element.Type)} | {numpy} | {element.ItemBytes} |\n");
        }

        SamplePage.Update("elements", table.ToString());
        Assert.Equal(table.ToString(), SamplePage.Generated("elements"));
    }

    [Fact]
    public void The_bytes_of_a_scan_are_those_of_the_page()
    {
        var scan = Scans.Make(1000);
        foreach (var (way, weft) in FiveWays.All)
        {
            var payload = weft.Serialize(scan);
            var sent = payload.FrameBytes + payload.Header.Encoded.Length;
            var bytes = sent.ToString("N0", CultureInfo.InvariantCulture);
            var row = new Regex($@"^\| `{way}` \|.*\| {bytes} \|", RegexOptions.Multiline);
            Assert.True(row.IsMatch(SamplePage.Text), $"{way} takes {bytes} bytes");
        }
    }

    private static string Cell(string dataType) => $"`{dataType.Replace("|", "\\|", StringComparison.Ordinal)}`";

    [GeneratedRegex("^```csharp$", RegexOptions.Multiline)]
    private static partial Regex CodeFence();
}
