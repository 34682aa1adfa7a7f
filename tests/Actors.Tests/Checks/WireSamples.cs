using Akka.Actor;
using Weft.Serialization;
using Weft.Tasks;
using Weft.Tasks.Tests.Messages;

namespace Weft.Actors.Tests;

/// <summary>Instances of every type of Weft's own that reference.conf binds.</summary>
internal static class WireSamples
{
    /// <summary>Each with what arrives in its place; null for what arrives as it was.</summary>
    /// <param name="type">A bound type.</param>
    /// <param name="actor">What a reference inside a sample leads to.</param>
    /// <returns>None for a type that was forgotten here.</returns>
    public static IEnumerable<(object Sent, object? Arrived)> Of(Type type, IActorRef actor)
    {
        if (type.IsAssignableTo(typeof(Message)))
            return [(MessageSamples.Make(type, full: true), null), (MessageSamples.Make(type, full: false), null)];
        if (type.IsAssignableTo(typeof(BulkMessage)))
            return BulkMessageTests.Samples.Where(type.IsInstanceOfType).Select(each => ((object)each, (object?)null));
        Message[] work = [Make<SchedulerToWorker.FreeKeys>(), Make<SchedulerToWorker.ComputeTask>()];
        Message[] admin = [work[0], Make<SchedulerToWorker.CancelTask>()];
        var id = Enumerable.Range(0, DataRef.IdBytes).Select(number => (byte)number).ToArray();
        (object Sent, object? Arrived)[] all =
        [
            (new Goodbye("left, ü"), null),
            (FindScheduler.Instance, null),
            (new SchedulerAt(null, "none yet"), null), (new SchedulerAt(actor, ""), null),
            (new RefusalNotice("serializer", "m1", "why"), null),
            (DataRef.Create(typeof(double[]), new Address("akka.tcp", "weft", "host", 4053), id), null),
            (new DataRefMessage.Look(id), null), (new DataRefMessage.There(), null),
            (new DataRefMessage.Claim(id), null),
            (new DataRefMessage.Failed(Enum.GetValues<DataRefFailure>()[^1], "why"), null),
            (new LeaseRenewal(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)), null),
            (LeaseRenewed.Instance, null),
            (new AdminBatch(Packed(admin[0]), 1), admin[0]),
            (new AdminBatch(Joined(admin), 2), new MessageBatch(admin)),
            (new TaskBatch(Packed(work[1]), 1), work[1]), (new TaskBatch(Joined(work), 2), new MessageBatch(work)),
            (new PackedMessage(Packed(Make<DataMessage.DataReply>())), Make<DataMessage.DataReply>()),
            (MembersAsked.Instance, null),
            (new MembersKnown([new NodeMember("akka.tcp://weft@one:1", ["a", "b"], "up", true, false)]), null),
        ];
        return all.Where(sample => type.IsInstanceOfType(sample.Sent));
    }

    private static Message Make<T>() => MessageSamples.Make(typeof(T), full: true);

    private static byte[] Packed(Message message) =>
        PackedEnvelope.Pack(MessageCodec.Encode(message), WeftSerializer.Default, new SerializeOptions());

    private static byte[] Joined(Message[] messages)
    {
        List<byte[]> packed = [.. messages.Select(Packed)];
        return MessageBatchCodec.Join(packed, packed.Sum(each => each.Length));
    }
}
