using System.Runtime.Serialization;

namespace Weft.Serialization.Tests;

/// <summary>Objects that travel field by field are told of it as those in graphs are.</summary>
public class FieldwiseCallbackTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    [Fact]
    public void The_marked_methods_run_before_and_after_the_fields()
    {
        var weft = NewSerializer<Watched>();
        var sent = new Watched { Number = 4 };
        var back = Assert.IsType<Watched>(weft.Deserialize(weft.Serialize(sent, Raise)));
        Assert.Equal("writing 4, written", sent.Log);
        Assert.Equal("begun 0, ended 4, called", back.Log);
        Assert.Equal(4, back.Number);
    }

    [Fact]
    public void A_method_that_throws_fails_the_value()
    {
        var payload = NewSerializer<Watched>().Serialize(new Watched { Number = -1 }, Raise);
        var failure = Assert.Throws<WireFormatException>(() => NewSerializer<Watched>().Deserialize(payload));
        Assert.Contains("-1 is too little", failure.Message);
    }

    [Fact]
    public void A_marked_method_that_cannot_be_called_is_refused_at_registration() =>
        Assert.Contains("Broken", Assert.Throws<ArgumentException>(() => NewSerializer<Malformed>()).Message);

    [Fact]
    public void A_mark_for_a_value_within_a_graph_is_refused_with_what_helps()
    {
        var failure = Assert.Throws<SerializationFailedException>(() => new WeftSerializer(new SerializerRegistry())
            .Serialize(new Queue<object>([new ToSerialize(1)]), Raise));
        Assert.Contains("put the value itself there", failure.Message);
        Assert.DoesNotContain("AllowType", failure.Message);
    }

    private static WeftSerializer NewSerializer<T>()
        where T : notnull
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<T>();
        return new WeftSerializer(registry);
    }

    public sealed class Watched : IDeserializationCallback
    {
        public int Number;

        [NonSerialized]
        public string? Log;

        public void OnDeserialization(object? sender) => Log += ", called";

        [OnSerializing]
        private void Writing(StreamingContext context) => Log += $"writing {Number}";

        [OnSerialized]
        private void Written(StreamingContext context) => Log += ", written";

        [OnDeserializing]
        private void Begun(StreamingContext context) => Log += $"begun {Number}";

        [OnDeserialized]
        private void Ended(StreamingContext context)
        {
            if (Number < 0) throw new InvalidOperationException($"{Number} is too little");
            Log += $", ended {Number}";
        }
    }

    public sealed class Malformed
    {
        public int Number;

        [OnDeserialized]
        private void Broken() => Number++;
    }
}
