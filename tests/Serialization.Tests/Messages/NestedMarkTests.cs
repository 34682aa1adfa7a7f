namespace Weft.Serialization.Tests.Messages;

public class NestedMarkTests
{
    [Fact]
    public void Marks_of_values_in_each_other_stand_for_the_innermost_value()
    {
        var weft = new WeftSerializer(new SerializerRegistry());
        object value = "x";
        for (int i = 0; i < 1_000_000; i++) value = new ToSerialize(value);
        Assert.Equal("x", weft.Deserialize(weft.Serialize(new Deserialized(value, 0))));
    }
}
