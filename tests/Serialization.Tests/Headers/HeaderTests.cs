namespace Weft.Serialization.Tests;

public class HeaderTests
{
    [Fact]
    public void Every_entry_is_read_back_as_it_was_set()
    {
        var inner = new HeaderBuilder().Set("x", 1).Build();
        var header = new HeaderBuilder()
            .Set("text", "a").Set("none", (string?)null).Set("number", -5).Set("yes", true).Set("float", 1.5)
            .Set("bytes", [1, 2]).Set("longs", [1L, long.MinValue]).Set("texts", ["a", "ö"]).Set("inner", inner)
            .Set("inners", [inner, Header.Empty]).Set("größe", 7)
            .Build();
        Assert.True(header.TryGetString("text", out string? text) && text == "a");
        Assert.False(header.TryGetString("none", out _));
        Assert.True(header.Contains("none"));
        Assert.True(header.TryGetInt64("number", out long number) && number == -5);
        Assert.True(header.TryGetBoolean("yes", out bool yes) && yes);
        Assert.True(header.TryGetDouble("float", out double real) && real == 1.5);
        Assert.True(header.TryGetBytes("bytes", out var bytes) && bytes.Span.SequenceEqual(new byte[] { 1, 2 }));
        Assert.True(header.TryGetInt64s("longs", out long[]? longs) && longs.SequenceEqual([1, long.MinValue]));
        Assert.True(header.TryGetStrings("texts", out string[]? texts) && texts.SequenceEqual(["a", "ö"]));
        Assert.True(header.TryGetHeader("inner", out var nested) && nested.Equals(inner));
        Assert.True(header.TryGetHeaders("inners", out var many) && many.Length == 2);
        Assert.True(header.TryGetInt64("größe", out number) && number == 7);
        Assert.False(header.TryGetInt64("text", out _));
        Assert.False(header.TryGetHeader("missing", out _));
        Assert.Equal(header, Header.FromEncoded(header.Encoded.ToArray()));
        Assert.Contains("\"number\": -5", header.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(16, 3)]
    public void The_map_has_its_shortest_head(int entries, int headBytes)
    {
        var builder = new HeaderBuilder();
        for (int i = 0; i < entries; i++) builder.Set($"{i:00}", true);
        Assert.Equal(headBytes + 4 * entries, builder.Build().Encoded.Length);
    }

    [Fact]
    public void A_name_stands_once_and_a_spent_builder_is_refused()
    {
        var builder = new HeaderBuilder().Set("a", 1);
        Assert.Throws<ArgumentException>(() => builder.Set("a", 2));
        builder.Build();
        Assert.Throws<ObjectDisposedException>(() => builder.Set("b", 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c0")]
    [InlineData("80c0")]
    [InlineData("81a161")]
    [InlineData("90")]
    public void Anything_but_one_map_is_no_header(string hex) =>
        Assert.Throws<WireFormatException>(() => Header.FromEncoded(Convert.FromHexString(hex)));

    [Fact]
    public void A_header_beyond_the_limit_is_refused()
    {
        var encoded = new HeaderBuilder().Set("a", new byte[100]).Build().Encoded;
        Assert.Throws<WireFormatException>(() => Header.FromEncoded(encoded, new Limits { HeaderBytesMax = 99 }));
    }

    [Fact]
    public void Setting_an_entry_of_a_finished_header_replaces_it_in_a_copy()
    {
        var header = new HeaderBuilder().Set("serializer", "x").Set("n", 1).Build();
        var other = header.With("serializer", "y");
        Assert.Equal("x", header.Serializer);
        Assert.Equal("y", other.Serializer);
        Assert.True(other.TryGetInt64("n", out long n) && n == 1);
    }

    [Fact]
    public void Limits_refuse_what_bounds_nothing() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Limits { DepthMax = 0 });
}
