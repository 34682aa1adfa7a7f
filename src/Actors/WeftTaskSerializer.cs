using Akka.Actor;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// <c>weft-task</c>: the messages that carry work, from client to scheduler and on to the worker. Bound to both sealed
/// types. Manifest <c>m1</c> is a message of <c>docs/wire-messages.md</c>, <c>b1</c> several of which at least one
/// carries work. A class of its own, so that a node that runs nothing for others can refuse its id and keep the rest.
/// </summary>
public sealed class WeftTaskSerializer(ExtendedActorSystem system) : WeftMessageSerializer(system)
{
    private const string MessageManifest = "m1";
    private const string BatchManifest = "b1";

    /// <summary>True for the messages that carry work.</summary>
    internal static bool Takes(object message) =>
        message is ClientToScheduler.SubmitTasks or SchedulerToWorker.ComputeTask;

    private protected override string ManifestOf(object message) => message switch
    {
        TaskBatch { Count: > 1 } => BatchManifest,
        TaskBatch => MessageManifest,
        _ => Takes(message) ? MessageManifest : throw NotMine(message),
    };

    private protected override byte[] Encode(object message) => message switch
    {
        TaskBatch batch => batch.Bytes,
        _ => Takes(message) ? EncodeMessage((Message)message) : throw NotMine(message),
    };

    private protected override object Decode(byte[] bytes, string manifest)
    {
        if (manifest == BatchManifest) return DecodeBatch(bytes);
        if (manifest != MessageManifest) throw Unknown(manifest, "m1 and b1");
        var message = DecodeMessage(bytes);
        return Takes(message) ? message : throw NotMine(message);
    }

    // The order between work and other messages must be kept, so both may stand in one.
    private MessageBatch DecodeBatch(byte[] bytes)
    {
        var batch = MessageBatchCodec.Split(bytes, Extension.Serializer.Limits);
        return batch.Messages.FirstOrDefault(message => message is DataMessage) is { } other
            ? throw NotMine(other)
            : batch;
    }
}
