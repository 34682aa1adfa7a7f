using System.Runtime.Serialization;

namespace Weft.Serialization.Tests.Pickle;

/// <summary>Tests of the reference that concern graphs and that stand nowhere else.</summary>
public class PickleReferenceTests
{
    [Theory]
    [InlineData(new string[0], "none of the families")]
    [InlineData(new[] { "pickle" }, "Malicious")]
    [Trait("reference", "20")]
    public void An_exception_thrown_while_encoding_reaches_the_reader_as_text_and_runs_nothing_there(
        string[] serializers, string expected)
    {
        var serializer = PickleTesting.Serializer();
        var payload = PickleTesting.Travel(
            serializer.Serialize(new Thrower(), new SerializeOptions { Serializers = serializers }));
        int made = Malicious.Made;
        foreach (string[]? accepted in new[] { null, [], new[] { "pickle" } })
        {
            var error = Assert.Throws<RemoteErrorException>(
                () => serializer.Deserialize(payload, new DeserializeOptions { Deserializers = accepted }));
            Assert.Contains(nameof(Thrower), error.Message, StringComparison.Ordinal);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(made, Malicious.Made);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(250)]
    [InlineData(350)]
    [InlineData(550)]
    [Trait("reference", "26")]
    public void A_deeply_nested_message_travels_up_to_the_limit_and_is_refused_by_name_beyond_it(int depth)
    {
        object message = 1;
        for (int i = 0; i < depth; i++) message = new List<object> { message };
        var serializer = PickleTesting.Serializer();
        if (depth < Limits.Default.DepthMax)
        {
            object? back = serializer.Loads(serializer.Dumps(message));
            for (int i = 0; i < depth; i++) back = ((List<object?>)back!)[0];
            Assert.Equal(1, Convert.ToInt32(back, null));
            return;
        }

        var error = Assert.Throws<SerializationFailedException>(() => serializer.Dumps(message));
        Assert.Contains("DepthMax", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("reference", "73")]
    public void An_empty_array_takes_no_frame_and_comes_back_empty_or_read_only_as_it_was()
    {
        var payload = PickleTesting.Serializer().Serialize(
            new Pair(Array.Empty<double>(), new List<byte>().AsReadOnly()), PickleTesting.Only);
        Assert.Single(payload.Frames);
        var back = (Pair)PickleTesting.Serializer().Deserialize(PickleTesting.Travel(payload))!;
        Assert.Empty(Assert.IsType<double[]>(back.Left));
        var list = (IList<byte>)back.Right!;
        Assert.True(list.IsReadOnly);
        Assert.Empty(list);
    }

    public sealed class Malicious : Exception
    {
        public Malicious()
            : base("Malicious") => Made++;

        public static int Made { get; private set; }
    }

    public sealed class Thrower
    {
        public int Number { get; init; }

        [OnSerializing]
        private void OnSerializing(StreamingContext context) => throw new Malicious();
    }
}
