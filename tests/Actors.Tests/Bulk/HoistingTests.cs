using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Routing;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Weft.Serialization;
using Weft.Tasks;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors.Tests;

/// <summary>Messages that Akka wraps around values travel as small bodies with the values beside them.</summary>
public sealed class HoistingTests() : TestKit(TwoSystems.ConfigOf(""))
{
    private DataForms Forms => WeftExtension.Of(Sys).Bulk.Forms;

    [Fact]
    public void A_wrapped_value_leaves_a_small_body_and_comes_back_in_its_place()
    {
        var array = Enumerable.Range(0, 100_000).ToArray();
        var wrapped = new ActorSelectionMessage(
            new Status.Success(array), [new SelectChildName("a"), new SelectChildPattern("b*")]);
        Assert.Equal(DataForm.Wrapped, Forms.Kinds.FormOf(wrapped));

        var encoded = Forms.Encode(wrapped, DataForm.Wrapped, SerializeOptions.Default);
        Assert.InRange(encoded.Body.Length, 1, 200);
        Assert.Single(encoded.Values);
        Assert.InRange(DataForms.LengthOf(encoded), 400_000, 401_000);

        var back = Assert.IsType<ActorSelectionMessage>(
            Forms.Open(DataForm.Wrapped, encoded, DeserializeOptions.Default));
        Assert.Equal(array, Assert.IsType<Status.Success>(back.Message).Status);
        Assert.Equal(["a", "b*"], back.Elements.Select(element => element.ToString()));
    }

    [Fact]
    public void Only_messages_with_bound_values_in_them_count_as_data()
    {
        var kinds = Forms.Kinds;
        Assert.Equal(DataForm.Value, kinds.FormOf(new[] { 1 }));
        Assert.Equal(DataForm.Value, kinds.FormOf(new byte[1]));
        var selected = new ActorSelectionMessage(new[] { 1 }, [new SelectChildName("a")]);
        Assert.Equal(DataForm.Selected, kinds.FormOf(selected));
        var item = new DataItem("key", new ToSerialize(1));
        Assert.Equal(DataForm.Message, kinds.FormOf(new DataMessage.PutData(1, [item])));
        Assert.Equal(DataForm.Message, kinds.FormOf(new DataMessage.DataReply(1, [item])));
        foreach (var plain in new object[]
        {
            "text", 5, PoisonPill.Instance, new Identify(1), new Status.Success("fine"), new Status.Success(null),
            new ActorSelectionMessage("text", [new SelectChildName("a")]), new DataMessage.GetData(1, ["key"], null),
            new DataMessage.DataBusy(1), new DataMessage.DataReply(1, [new DataItem("key", null)]),
            new Broadcast("text"), new BulkMessage.Tickets([]), new Goodbye("why"), new PackedMessage([1]),
        })
            Assert.Null(kinds.FormOf(plain));
    }

    [Fact]
    public void A_placeholder_is_refused_outside_of_a_message_and_inside_where_it_names_nothing()
    {
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerForType(typeof(int[]));
        var outside = Assert.Throws<SerializationException>(() => serializer.FromBinary([0, 0, 0, 0], "h1"));
        Assert.Contains("h1", outside.Message, StringComparison.Ordinal);
        using (Hoisting.From(1, _ => new[] { 1 }))
        {
            Assert.Throws<SerializationException>(() => serializer.FromBinary([1, 0, 0, 0], "h1"));
            Assert.Throws<SerializationException>(() => serializer.FromBinary([0], "h1"));
            Assert.Equal(new[] { 1 }, serializer.FromBinary([0, 0, 0, 0], "h1"));
        }
        Assert.Null(Hoisting.Current);
        Assert.Equal("v1", serializer.Manifest(new[] { 1 }));
    }

    [Fact]
    public void A_body_that_wraps_nothing_or_not_all_is_refused()
    {
        var encoded = Forms.Encode(new Status.Success(new[] { 1 }), DataForm.Wrapped, SerializeOptions.Default);
        foreach (var wrong in new[]
        {
            encoded with { Values = [] },
            encoded with { Values = [encoded.Values[0], encoded.Values[0]] },
            new Envelope(ReadOnlyMemory<byte>.Empty, encoded.Values),
            new Envelope(encoded.Body[..^1], encoded.Values),
        })
            Assert.ThrowsAny<Exception>(() => Forms.Open(DataForm.Wrapped, wrong, DeserializeOptions.Default));
        Assert.Throws<WireFormatException>(
            () => Forms.Open(DataForm.Value, encoded, DeserializeOptions.Default));
        Assert.ThrowsAny<Exception>(() => Forms.Open(DataForm.Message, encoded, DeserializeOptions.Default));
    }

    [Fact]
    public void A_wrapper_that_only_json_would_take_is_refused_by_name()
    {
        var wrapper = new Wrapper(new[] { 1 });
        Assert.Equal(DataForm.Wrapped, Forms.Kinds.FormOf(wrapper));
        var error = Assert.Throws<SerializationFailedException>(
            () => Forms.Encode(wrapper, DataForm.Wrapped, SerializeOptions.Default));
        Assert.Contains(nameof(Wrapper), error.Message, StringComparison.Ordinal);
    }

    private sealed record Wrapper(object Message) : IWrappedMessage;
}
