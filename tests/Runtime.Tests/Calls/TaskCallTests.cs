using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime.Tests;

public sealed class TaskCallTests
{
    private static readonly TaskCallEncoder Encoder = new(WeftSerializer.Default, null, NullLogger.Instance);

    [Fact]
    public void A_call_of_small_values_has_no_frames_and_fits_into_the_message_that_carries_it()
    {
        var spec = Encoder.Encode(WorkerFunctions.Throw, [new TaskArgument.Value(42)]);

        Assert.Equal("task", spec.Payload.Header.Serializer);
        Assert.Empty(spec.Payload.Frames);
        Assert.InRange(spec.Payload.Header.Encoded.Length, 1, 1024);
    }

    [Fact]
    public void An_array_among_the_arguments_is_a_frame_that_is_the_callers_memory()
    {
        var values = new double[1000];

        var spec = Encoder.Encode(WorkerFunctions.Sum, [new TaskArgument.Value(values)]);

        var frame = Assert.Single(spec.Payload.Frames);
        values[10] = 5;
        Assert.Equal(5, MemoryMarshal.Cast<byte, double>(frame.Span)[10]);
    }

    [Fact]
    public void Keys_and_values_come_out_in_the_order_they_went_in()
    {
        var spec = Encoder.Encode(
            WorkerFunctions.WaitForFile, [new TaskArgument.Key("k"), new TaskArgument.Value("file")]);
        var many = Encoder.Encode(WorkerFunctions.Sum, [new TaskArgument.Keys(["a", "b"])]);

        var call = TaskCall.FromSpec(spec, Limits.Default);

        Assert.Equal(new TaskCallArgument.Key("k"), call.Arguments[0]);
        var value = Assert.IsType<TaskCallArgument.Value>(call.Arguments[1]);
        Assert.Equal("file", WeftSerializer.Default.Deserialize(value.Part.ToPayload(Limits.Default)));
        var keys = Assert.IsType<TaskCallArgument.Keys>(
            Assert.Single(TaskCall.FromSpec(many, Limits.Default).Arguments));
        Assert.Equal(["a", "b"], keys.Names);
    }

    [Fact]
    public void A_spec_cut_short_or_of_another_family_is_a_wire_error()
    {
        var spec = Encoder.Encode(WorkerFunctions.Sum, [new TaskArgument.Value(new double[1000])]);
        var withoutFrames = new Serialized(new Payload(spec.Payload.Header));
        var other = new Serialized(WeftSerializer.Default.Serialize(7));
        var tooMany = new Serialized(new Payload(spec.Payload.Header, spec.Payload.Frames[0], new byte[1]));

        Assert.Throws<WireFormatException>(() => TaskCall.FromSpec(withoutFrames, Limits.Default));
        Assert.Throws<WireFormatException>(() => TaskCall.FromSpec(other, Limits.Default));
        Assert.Throws<WireFormatException>(() => TaskCall.FromSpec(tooMany, Limits.Default));
    }

    [Fact]
    public void Any_change_of_one_byte_is_a_wire_error_or_another_call()
    {
        var spec = Encoder.Encode(WorkerFunctions.Throw, [new TaskArgument.Value(42)]);
        var encoded = spec.Payload.Header.Encoded.ToArray();

        for (var index = 0; index < encoded.Length; index++)
        {
            var changed = (byte[])encoded.Clone();
            changed[index] ^= 0x55;
            try
            {
                var header = Header.FromEncoded(changed, Limits.Default);
                TaskCall.FromSpec(new Serialized(new Payload(header)), Limits.Default);
            }
            catch (WireFormatException)
            {
                // The only exception that bytes may cause.
            }
        }
    }

    [Fact]
    public void A_large_captured_array_is_warned_about_by_name_and_length()
    {
        var log = new LogRecorder();
        var encoder = new TaskCallEncoder(WeftSerializer.Default, null, log);
        var weights = new double[2_000_000];

        encoder.Encode((int index) => weights[index], [new TaskArgument.Value(1)]);
        encoder.Encode(WorkerFunctions.Sum, [new TaskArgument.Value(weights)]);
        encoder.Encode(WorkerFunctions.Sum, [new TaskArgument.Value(new double[1000])]);

        Assert.Equal(2, log.Lines.Count);
        Assert.Contains("captured variable 'weights'", log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("16000", log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("argument 'values'", log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_run_has_captured_state_of_its_own()
    {
        var counter = new int[1];
        var run = new TaskRun("key", 1, Encoder.Encode(() => ++counter[0], []), new Dictionary<string, object?>());
        var code = new AssemblyCodeSource(CodePolicy.Admit([typeof(TaskCallTests).Assembly.GetName().Name!]));
        var decoder = new TaskCallDecoder(WeftSerializer.Default, code, null);

        Assert.Equal(1, decoder.Bind(run).Invoke());
        Assert.Equal(1, decoder.Bind(run).Invoke());
        Assert.Equal(0, counter[0]);
    }
}
