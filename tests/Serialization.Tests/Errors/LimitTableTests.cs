namespace Weft.Serialization.Tests.Errors;

public class LimitTableTests
{
    [Fact]
    public void Limits_their_units_and_reasons_are_those_of_the_document() =>
        SecurityDocument.Compare("limits", LimitTable.Rows());

    [Fact]
    public void Every_limit_has_a_reason() =>
        Assert.All(LimitTable.Rows().Skip(2), row => Assert.True(row.Split('|')[4].Trim().Length > 12, row));
}
