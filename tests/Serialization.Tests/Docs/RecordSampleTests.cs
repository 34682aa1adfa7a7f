namespace Weft.Serialization.Tests;

/// <summary>The sample that makes the file for <c>weft inspect</c>.</summary>
public sealed class RecordSampleTests
{
    [Fact]
    public void A_file_of_a_payload_and_one_of_a_message_are_described()
    {
        var weft = WeftSerializer.Default;
        var (file, other) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            // sample: record
            var payload = weft.Serialize(new[] { 1.5, 2.5 });
            File.WriteAllBytes(file, WireRecord.Of(payload, "two numbers").Encode());

            var frames = weft.Dumps(new Dictionary<string, object?> { ["op"] = "put" });
            File.WriteAllBytes(other, new WireRecord(WireRecordKind.Message, "a message", frames).Encode());
            // end
            Assert.Contains("note \"two numbers\"", Describe(file), StringComparison.Ordinal);
            Assert.Contains("\"op\": \"put\"", Describe(other), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
            File.Delete(other);
        }
    }

    private static string Describe(string file)
    {
        var description = WireText.DescribeFile(File.ReadAllBytes(file));
        Assert.Empty(description.Errors);
        return description.Text;
    }
}
