namespace Weft.Serialization.Tests.Errors;

/// <summary>No exception about foreign bytes in src/Serialization whose text is not in the table.</summary>
public class ErrorSourceTests
{
    // Texts that were made elsewhere and are handed on whole.
    private static readonly string[] HandedOn =
    [
        "Families/ErrorFamily.cs", "Functions/DelegateTypes.cs", "Pickle/Codecs/DelegateCodec.cs",
        "Pickle/Codecs/UnknownTypeCodec.cs", "Pickle/GraphCallbacks.cs", "Pickle/GraphReaderState.cs",
        "TypeSerializers/Tables/TableSerializer.cs", "WeftSerializer.Serialize.cs",
    ];

    // What cannot be made to happen in a test, each with its reason.
    private static readonly Dictionary<string, string> NotCaused = new()
    {
        ["a tensor is none by the rules of .NET: {}"] = "TensorReader holds all that .NET asks before",
        ["{} cannot be named: {}"] = "what has no name is no method that a delegate may have, as far as is known",
    };

    private static readonly IReadOnlyList<ErrorTemplate> Templates = ErrorTemplate.InSource();

    private static readonly string[] Messages =
        [.. ErrorSource.All.Select(source => Record.Exception(source.Cause)?.Message ?? "")];

    [Fact]
    public void Every_text_in_the_code_is_that_of_a_row()
    {
        var missing = Templates
            .Where(template => !IsHandedOn(template) && !NotCaused.ContainsKey(template.Text))
            .Where(template => !Messages.Any(template.Made))
            .Select(template => $"{template.Place}: {template.Text}")
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.True(
            missing.Length == 0,
            $"no row of docs/security.md for:\n{string.Join('\n', missing)}\nadd a cause to tests/…/Errors");
    }

    [Fact]
    public void Texts_are_found_and_what_is_left_out_is_there()
    {
        Assert.InRange(Templates.Count, 230, 1000);
        foreach (string file in HandedOn)
            Assert.Contains(Templates, t => IsHandedOn(t) && t.Place.StartsWith(file, StringComparison.Ordinal));
        foreach (string text in NotCaused.Keys) Assert.Contains(Templates, t => t.Text == text);
    }

    [Fact]
    public void A_text_without_operands_and_one_cut_by_a_condition_are_read_as_they_stand()
    {
        Assert.Contains(Templates, t => t.Text == "a message has one frame at least");
        Assert.Contains(Templates, t => t.Text == "{} bytes follow the graph");
        Assert.True(new ErrorTemplate("", "frame {} has {} bytes").Made("frame 3 has 12 bytes (at offset 1)"));
        Assert.False(new ErrorTemplate("", "frame {} has {} bytes").Made("frame 3 holds 12 bytes"));
    }

    private static bool IsHandedOn(ErrorTemplate template) =>
        template.FixedChars <= 3 && HandedOn.Contains(template.Place.Split(':')[0]);
}
