using System.Buffers;
using System.Text;
using Weft.Serialization;

namespace Weft.Tasks.Tests.Messages;

public sealed class MessageCodecTests
{
    public static TheoryData<string> MessageNames => [.. MessageSamples.AllTypes.Select(type => type.FullName!)];

    [Fact]
    public void Every_message_has_one_code_and_its_fields_are_the_record_s_parameters()
    {
        Assert.Equal(
            MessageSamples.AllTypes,
            MessageShapes.Messages.Select(shape => shape.Type).OrderBy(type => type.FullName, StringComparer.Ordinal));
        Assert.Distinct(MessageShapes.Messages.Select(shape => shape.Code));
        foreach (var shape in MessageShapes.Messages.Concat(MessageShapes.Parts))
        {
            var names = MessageSamples.ParametersOf(shape.Type)
                .Select(parameter => char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..]);
            Assert.Equal(names, shape.Fields.Select(field => field.Split(':')[0]));
        }
    }

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void A_message_comes_back_as_it_was(string name)
    {
        foreach (var full in new[] { true, false })
        {
            var message = MessageSamples.Make(TypeOf(name), full);
            var back = MessageCodec.Decode(MessageCodec.Encode(message), Limits.Default);
            Assert.Equal(MessageText.Of(message), MessageText.Of(back));
        }
    }

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void A_message_cut_anywhere_is_a_wire_error(string name)
    {
        var envelope = MessageCodec.Encode(MessageSamples.Make(TypeOf(name), full: true));
        for (var length = 0; length < envelope.Body.Length; length++)
        {
            var cut = new Envelope(envelope.Body[..length], envelope.Values);
            Assert.Throws<WireFormatException>(() => MessageCodec.Decode(cut, Limits.Default));
        }
    }

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void A_message_with_any_byte_changed_is_a_message_or_a_wire_error(string name)
    {
        var envelope = MessageCodec.Encode(MessageSamples.Make(TypeOf(name), full: true));
        for (var i = 0; i < envelope.Body.Length; i++)
        {
            for (var flip = 1; flip <= 255; flip += flip < 16 ? 1 : 17)
            {
                var bytes = envelope.Body.ToArray();
                bytes[i] ^= (byte)flip;
                TryDecode(new Envelope(bytes, envelope.Values));
            }
        }
    }

    [Fact]
    public void Random_bytes_are_a_wire_error_or_a_message()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            if (bytes.Length > 1)
            {
                bytes[0] = (byte)(0x90 | random.Next(16));
                bytes[1] = (byte)random.Next(90);
            }

            TryDecode(new Envelope(bytes, []));
        }
    }

    [Fact]
    public void Fields_that_a_newer_writer_added_are_passed_over()
    {
        // [41, "x", 7, "new", [1]]
        byte[] body = [0x95, 41, 0xa1, (byte)'x', 7, 0xa3, .. "new"u8, 0x91, 1];
        var message = MessageCodec.Decode(new Envelope(body, []), Limits.Default);
        Assert.Equal(new WorkerToScheduler.TaskStarted("x", 7), message);
    }

    [Theory]
    [InlineData(new byte[] { 0x90 }, "no code")]
    [InlineData(new byte[] { 0x91, 99 }, "code 99")]
    [InlineData(new byte[] { 0x91, 0xff }, "code -1")]
    [InlineData(new byte[] { 0x92, 41, 0xa1, 0x78 }, "expected at least 2")]
    [InlineData(new byte[] { 0x93, 41, 0xc0, 7 }, "found nil")]
    [InlineData(new byte[] { 0x93, 41, 7, 7 }, "text")]
    [InlineData(new byte[] { 0x93, 41, 0xa1, 0x78, 7, 7 }, "follow the message")]
    [InlineData(new byte[] { 0x93, 80, 1, 0x90 }, "")]
    [InlineData(new byte[] { 0x93, 81, 1, 0x91, 0x92, 0xa1, 0x78, 0xd4, 1, 5 }, "value 5")]
    public void What_is_wrong_is_named(byte[] body, string text)
    {
        var envelope = new Envelope(body, []);
        var error = Assert.Throws<WireFormatException>(() => MessageCodec.Decode(envelope, Limits.Default));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.True(error.Offset >= 0);
    }

    [Fact]
    public void Values_travel_beside_the_body_untouched_and_small_ones_inside_it()
    {
        var large = new ToSerialize(new double[3]);
        var small = new Serialized(new Payload(Header.Empty));
        var envelope = MessageCodec.Encode(
            new DataMessage.PutData(1, [new DataItem("x", large), new DataItem("y", small), new DataItem("z", null)]));
        Assert.Same(large, Assert.Single(envelope.Values));
        var back = Assert.IsType<DataMessage.PutData>(MessageCodec.Decode(envelope, Limits.Default));
        Assert.Same(large, back.Items[0].Value);
        Assert.IsType<Serialized>(back.Items[1].Value);
        Assert.Null(back.Items[2].Value);
    }

    [Fact]
    public void A_task_whose_function_was_decoded_on_the_way_is_refused()
    {
        var message = new SchedulerToWorker.ComputeTask(
            "x", 1, new Serialized(new Payload(Header.Empty, new byte[1])), [], default);
        var envelope = new Envelope(MessageCodec.Encode(message).Body, [new Deserialized(1, 1)]);
        var error = Assert.Throws<WireFormatException>(() => MessageCodec.Decode(envelope, Limits.Default));
        Assert.Contains("leave task payloads encoded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_on_bytes_and_values_hold()
    {
        var envelope = MessageCodec.Encode(new ClientToScheduler.WantKeys(["abcdef"]));
        Assert.Throws<WireFormatException>(
            () => MessageCodec.Decode(envelope, new Limits { MessageBytesMax = 4 }));
        var values = new MessageValue[] { new ToSerialize(1), new ToSerialize(2) };
        Assert.Throws<WireFormatException>(
            () => MessageCodec.Decode(envelope with { Values = values }, new Limits { PayloadsPerMessageMax = 1 }));
    }

    [Fact]
    public void Encoding_into_a_buffer_writes_the_same_bytes()
    {
        var message = MessageSamples.Make(typeof(DataMessage.DataReply), full: true);
        var body = new ArrayBufferWriter<byte>();
        var values = new List<MessageValue>();
        MessageCodec.Encode(message, body, values);
        var envelope = MessageCodec.Encode(message);
        Assert.Equal(envelope.Body.ToArray(), body.WrittenSpan.ToArray());
        Assert.Equal(envelope.Values, values);
        Assert.Throws<ArgumentException>(() => MessageCodec.Encode(message, body, values));
    }

    [Fact]
    public void A_finished_task_costs_at_most_200_bytes_beyond_the_message()
    {
        var message = new WorkerToScheduler.TaskFinished(
            new string('k', 40),
            123_456,
            "System.Double[]",
            80_000_000,
            new Instant(1_000_000_000_000),
            new Instant(1_000_500_000_000));
        for (var i = 0; i < 100; i++) MessageCodec.Decode(MessageCodec.Encode(message), Limits.Default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) MessageCodec.Decode(MessageCodec.Encode(message), Limits.Default);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        var clone = GC.GetAllocatedBytesForCurrentThread();
        var copy = message with { Key = new string('j', 40), TypeName = new string('t', 15) };
        var itself = GC.GetAllocatedBytesForCurrentThread() - clone;
        GC.KeepAlive(copy);
        Assert.InRange(each - itself, 0, 200);
    }

    [Fact]
    public void The_document_shows_the_table_of_the_code()
    {
        Golden.CheckSection("wire-messages.md", "messages", TableOf(MessageShapes.Messages, withCode: true));
        Golden.CheckSection("wire-messages.md", "parts", TableOf(MessageShapes.Parts, withCode: false));
    }

    private static string TableOf(IReadOnlyList<MessageShape> shapes, bool withCode)
    {
        var text = new StringBuilder(
            withCode ? "| code | message | fields |\n| --- | --- | --- |\n" : "| part | fields |\n| --- | --- |\n");
        foreach (var shape in shapes)
        {
            if (withCode) text.Append($"| {shape.Code} | {shape.Type.DeclaringType!.Name}.{shape.Type.Name} ");
            else text.Append($"| {shape.Type.Name} ");
            text.Append($"| {string.Join(", ", shape.Fields)} |\n");
        }

        return text.ToString();
    }

    private static Type TypeOf(string name) => MessageSamples.AllTypes.Single(type => type.FullName == name);

    private static void TryDecode(Envelope envelope)
    {
        try
        {
            MessageCodec.Decode(envelope, Limits.Default);
        }
        catch (WireFormatException)
        {
            // The one exception that bytes may cause.
        }
    }
}
