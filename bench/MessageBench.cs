using System.Buffers;
using System.Text.Json;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Bench;

/// <summary>An administrative message to bytes and back, beside System.Text.Json on the same record.</summary>
internal static class MessageBench
{
    public static Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var message = new WorkerToScheduler.TaskFinished(
            "sum-of-hourly-delays-0123456789abcdef01", 42, "System.Double", 8,
            new Instant(1_000_000), new Instant(2_500_000));
        if (message.Key.Length != 40) message = message with { Key = message.Key.PadRight(40, 'x') };

        Message? decoded = null;
        var body = new ArrayBufferWriter<byte>(256);
        var values = new List<MessageValue>();
        void RoundTrip()
        {
            body.ResetWrittenCount();
            values.Clear();
            MessageCodec.Encode(message, body, values);
            decoded = MessageCodec.Decode(new Envelope(body.WrittenMemory, values), Limits.Default);
        }

        void JsonRoundTrip()
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(message);
            JsonSerializer.Deserialize<WorkerToScheduler.TaskFinished>(bytes);
        }

        Steady.Reach(RoundTrip);
        Steady.Reach(JsonRoundTrip);
        var calls = options.Quick ? 100_000 : 500_000;
        var (time, json) = Measure.Paired(options.Rounds, calls, RoundTrip, JsonRoundTrip);
        var allocated = Measure.AllocatedBytes(calls, RoundTrip);
        if (!message.Equals(decoded)) throw new InvalidDataException("the message came back changed");

        // What a caller needs anyway: the record, its key and its type name.
        var needed = Measure.AllocatedBytes(
            calls, () => decoded = message with { Key = new string('k', 40), TypeName = new string('t', 13) });
        return Task.FromResult<IReadOnlyList<BenchResult>>(
        [
            BenchResult.AtMost("admin_message_roundtrip", time, "ns", json, 1000),
            BenchResult.AtMost("admin_message_roundtrip_allocated", allocated - needed, "bytes", null, 200),
        ]);
    }
}
