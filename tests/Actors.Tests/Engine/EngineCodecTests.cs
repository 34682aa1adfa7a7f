using System.Runtime.Serialization;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors.Tests;

/// <summary>The engine's own messages in bytes.</summary>
public sealed class EngineCodecTests
{
    [Fact]
    public async Task Each_of_the_engine_s_messages_comes_back_as_it_was()
    {
        await using var systems = new TwoSystems();
        var actor = systems.Here.ActorOf(PipeActor.Props((_, _) => { }));
        object[] messages =
        [
            FindScheduler.Instance, LeaseRenewed.Instance, new SchedulerAt(null, "none yet"), new SchedulerAt(actor, ""),
            new LeaseRenewal(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
        ];
        foreach (var message in messages) Assert.Equal(message, There(systems, message, message));
    }

    [Fact]
    public async Task A_batch_arrives_as_its_messages_and_work_only_by_weft_task()
    {
        await using var systems = new TwoSystems();
        var spec = new Serialized(new Payload(Header.Empty, new byte[] { 1, 2, 3 }));
        Message[] messages =
        [
            new SchedulerToWorker.FreeKeys(["a", "b"]),
            new SchedulerToWorker.ComputeTask("k", 7, spec, [], new TaskPriority(0, 1, 2)),
            new SchedulerToWorker.CancelTask("k", 7),
        ];
        List<byte[]> packed =
        [
            .. messages.Select(message => PackedEnvelope.Pack(
                MessageCodec.Encode(message), WeftSerializer.Default, new SerializeOptions())),
        ];
        var joined = MessageBatchCodec.Join(packed, packed.Sum(each => each.Length));
        var back = (MessageBatch)There(systems, new TaskBatch(joined, 3), new TaskBatch(joined, 3));
        Assert.Equal(["FreeKeys", "ComputeTask", "CancelTask"], back.Messages.Select(each => each.GetType().Name));
        Assert.Equal(7, ((SchedulerToWorker.CancelTask)back.Messages[2]).Run);

        Assert.Throws<SerializationException>(() => There(systems, new AdminBatch(joined, 3), new AdminBatch(joined, 3)));
        Assert.IsType<SchedulerToWorker.FreeKeys>(
            There(systems, new AdminBatch(packed[0], 1), new AdminBatch(packed[0], 1)));
    }

    [Fact]
    public void A_batch_cut_or_with_a_byte_changed_is_a_batch_or_a_wire_error()
    {
        var packed = PackedEnvelope.Pack(
            MessageCodec.Encode(new SchedulerToWorker.FreeKeys(["a", "b"])), WeftSerializer.Default, new());
        var joined = MessageBatchCodec.Join([packed, packed], 2 * packed.Length);
        for (var length = 0; length < joined.Length; length++)
            Assert.Throws<WireFormatException>(() => MessageBatchCodec.Split(joined.AsMemory(0, length), Limits.Default));
        for (var i = 0; i < joined.Length; i++)
        {
            for (var flip = 1; flip < 256; flip *= 2)
            {
                var changed = joined.ToArray();
                changed[i] ^= (byte)flip;
                Record(() => MessageBatchCodec.Split(changed, Limits.Default));
            }
        }
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(1000, 100_000_000_000)]
    public void A_renewal_that_makes_no_sense_is_refused(long interval, long timeout)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, interval);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), timeout);
        Assert.Throws<WireFormatException>(() => LeaseRenewal.Decode(bytes));
        Assert.Throws<WireFormatException>(() => LeaseRenewal.Decode(bytes[..9]));
    }

    private static void Record(Action decode)
    {
        try
        {
            decode();
        }
        catch (WireFormatException)
        {
            // The one exception that bytes may cause.
        }
    }

    // Written and read by the serializer that is bound to the type, in the system that wrote it.
    private static object There(TwoSystems systems, object message, object bound)
    {
        var serializer = (WeftMessageSerializer)systems.Here.Serialization.FindSerializerFor(bound);
        return serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
    }
}
