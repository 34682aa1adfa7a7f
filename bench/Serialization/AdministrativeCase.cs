using System.Buffers;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Bench;

/// <summary>A task's end with a key of 40 characters, as one role tells it to another.</summary>
internal static class AdministrativeCase
{
    private static readonly WorkerToScheduler.TaskFinished Message = new(
        "sum-of-hourly-delays-0123456789abcdef012", 42, "System.Double", 8,
        new Instant(1_000_000), new Instant(2_500_000));

    public static SerializationCase Make()
    {
        CheckException.Require(Message.Key.Length == 40);
        var body = new ArrayBufferWriter<byte>(256);
        var values = new List<MessageValue>();
        return new SerializationCase(
            "admin_message",
            new Contender("weft", () => Encode(body, values), _ => Decode(body, values)),
            Contenders.General(Message),
            Message.Equals);
    }

    /// <summary>Both ways together, and the garbage beyond the message itself: these have budgets.</summary>
    public static BenchResult[] BothWays(BenchOptions options)
    {
        var body = new ArrayBufferWriter<byte>(256);
        var values = new List<MessageValue>();
        object? back = null;
        var json = Contenders.SystemTextJson(Message);
        void RoundTrip()
        {
            Encode(body, values);
            back = Decode(body, values);
        }

        void Json() => json.Decode(json.Encode());

        if (!options.IsTrial)
        {
            Steady.Reach(RoundTrip);
            Steady.Reach(Json);
        }

        var calls = options.IsTrial ? 1 : 100_000;
        var (time, jsonTime) = Measure.Paired(options.Rounds, calls, RoundTrip, Json);
        var allocated = Measure.AllocatedBytes(calls, RoundTrip);
        var needed = Measure.AllocatedBytes(
            calls, () => back = Message with { Key = new string('k', 40), TypeName = new string('t', 13) });
        return
        [
            BenchResult.AtMost("admin_message_both", time, "ns", jsonTime, 1000),
            BenchResult.AtMost("admin_message_both_beyond", allocated - needed, "bytes", null, 200),
        ];
    }

    private static ArrayBufferWriter<byte> Encode(ArrayBufferWriter<byte> body, List<MessageValue> values)
    {
        body.ResetWrittenCount();
        values.Clear();
        MessageCodec.Encode(Message, body, values);
        return body;
    }

    private static Message? Decode(ArrayBufferWriter<byte> body, List<MessageValue> values) =>
        MessageCodec.Decode(new Envelope(body.WrittenMemory, values), Limits.Default);
}
