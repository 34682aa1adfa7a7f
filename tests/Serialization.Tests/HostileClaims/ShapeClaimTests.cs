using System.Data;

namespace Weft.Serialization.Tests;

/// <summary>Claims that cost nothing to make: shapes without elements, rules over every row.</summary>
public class ShapeClaimTests
{
    [Theory]
    [InlineData(new long[] { 2_147_483_591, 2_147_483_591, 0 })]
    [InlineData(new long[] { 65_536, 65_536, 0 })]
    public void A_shape_that_overflows_before_its_zero_is_refused_and_not_tried(long[] shape)
    {
        var sub = new HeaderBuilder().Set(HeaderKeys.DataType, "<i4").Set(HeaderKeys.Shape, shape.AsSpan()).Build();
        var header = new HeaderBuilder().Set(HeaderKeys.Serializer, "dask").Set(HeaderKeys.Type, "array")
            .Set(HeaderKeys.SubHeader, sub).Build();
        var error = Assert.Throws<WireFormatException>(() => TestSerializers.New().Deserialize(new Payload(header)));
        Assert.Contains("is beyond the", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_whose_zero_comes_first_is_an_array()
    {
        var weft = TestSerializers.New();
        var back = weft.Deserialize<int[,]>(weft.Serialize(new int[0, 100_000]));
        Assert.Equal((0, 100_000), (back.GetLength(0), back.GetLength(1)));
    }

    [Fact]
    public void A_table_with_a_rule_for_every_set_of_columns_is_refused_on_both_sides()
    {
        var weft = TestSerializers.New();
        using var table = new DataTable("t");
        for (int i = 0; i < 7; i++) table.Columns.Add($"c{i}", typeof(int));
        for (int set = 1; set <= 64; set++)
        {
            var columns = table.Columns.Cast<DataColumn>().Where(c => (set >> c.Ordinal & 1) != 0).ToArray();
            table.Constraints.Add(new UniqueConstraint($"u{set}", columns));
        }

        var payload = weft.Serialize(table, new SerializeOptions { OnError = OnError.Raise });
        using var back = weft.Deserialize<DataTable>(payload);
        Assert.Equal(64, back.Constraints.Count);

        table.Constraints.Add(new UniqueConstraint("more", [table.Columns[0], table.Columns[6]]));
        var sent = Assert.Throws<SerializationFailedException>(
            () => weft.Serialize(table, new SerializeOptions { OnError = OnError.Raise }));
        Assert.Contains("65 rules of unique cells", sent.Message, StringComparison.Ordinal);
        var read = Assert.Throws<WireFormatException>(() => weft.Deserialize(WithRules(payload, 65)));
        Assert.Contains("65 rules of unique cells", read.Message, StringComparison.Ordinal);
    }

    private static Payload WithRules(Payload payload, int count)
    {
        Assert.True(payload.Header.TryGetHeader(HeaderKeys.SubHeader, out var sub));
        Assert.True(sub.TryGetHeaders("unique", out var rules));
        Header[] more = [.. rules, .. rules];
        var changed = new HeaderBuilder().Set("name", "t").Set("unique", more[..count]);
        foreach (string key in new[] { "rows", "columns", HeaderKeys.SubHeaders, HeaderKeys.FrameCounts })
        {
            Assert.True(sub.TryGetRaw(key, out var raw));
            changed.SetRaw(key, raw.Span);
        }

        var header = new HeaderBuilder().Set(HeaderKeys.Serializer, "dask").Set(HeaderKeys.Type, "table")
            .Set(HeaderKeys.SubHeader, changed.Build()).Build();
        return new Payload(header, [.. payload.Frames]);
    }
}
