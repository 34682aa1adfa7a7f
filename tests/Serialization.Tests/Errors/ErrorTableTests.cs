using System.Text.RegularExpressions;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Every error that docs/security.md lists is made to happen; its text there is its text here.</summary>
public partial class ErrorTableTests
{
    // What a connection waits for, no error of a reader.
    private static readonly string[] LimitsThatWait = [nameof(Limits.BytesInFlightMax)];

    private static readonly IReadOnlyList<(string Name, Exception? Error)> Errors =
        [.. ErrorSource.All.Select(source => (source.Name, Record.Exception(source.Cause)))];

    [Fact]
    public void The_errors_and_their_texts_are_those_of_the_document() => SecurityDocument.Compare(
        "errors",
        [
            "| what | exception | text |",
            "| --- | --- | --- |",
            .. Errors.Select(row =>
                $"| {row.Name} | {row.Error?.GetType().Name} | {SecurityDocument.Cell(Masked(row.Error))} |"),
        ]);

    [Fact]
    public void Each_row_is_an_error_of_a_kind_that_is_documented() => Assert.All(Errors, row => Assert.True(
        row.Error is WireFormatException or DeserializationRefusedException or RemoteErrorException
            or CodeRefusedException or UnknownFamilyException or UnsupportedFunctionException
            or SerializationFailedException,
        $"{row.Name}: {row.Error}"));

    [Fact]
    public void Each_text_has_operands_and_no_row_is_there_twice()
    {
        Assert.Equal(Errors.Count, Errors.Select(row => row.Name).Distinct().Count());
        Assert.Equal(Errors.Count, Errors.Select(row => row.Error?.Message).Distinct().Count());
        Assert.All(Errors, row => Assert.InRange(row.Error!.Message.Length, 15, 1000));
    }

    [Fact]
    public void Each_limit_that_ends_in_an_error_is_named_by_one()
    {
        foreach (var limit in LimitTable.Properties.Select(property => property.Name).Except(LimitsThatWait))
        {
            Assert.True(
                Errors.Any(row => row.Error!.Message.Contains($"Limits.{limit}", StringComparison.Ordinal)),
                $"no error of the table names Limits.{limit}");
        }
    }

    [Fact]
    public void A_text_names_no_limit_that_there_is_not()
    {
        var known = LimitTable.Properties.Select(property => property.Name).ToHashSet();
        foreach (var row in Errors)
        {
            foreach (Match named in LimitName().Matches(row.Error!.Message))
                Assert.Contains(named.Groups[1].Value, known);
        }
    }

    // Ids of builds differ from build to build.
    // Ids differ from build to build, and how deep a stack reaches from machine to machine.
    private static string Masked(Exception? error)
    {
        string text = Id().Replace(error?.Message ?? "", "…");
        return text.Contains("this thread's stack", StringComparison.Ordinal) ? Offset().Replace(text, "offset …") : text;
    }

    [GeneratedRegex(@"offset \d+")]
    private static partial Regex Offset();

    [GeneratedRegex(@"Limits\.(\w+)")]
    private static partial Regex LimitName();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
