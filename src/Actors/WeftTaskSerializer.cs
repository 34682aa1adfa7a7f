using Akka.Actor;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// <c>weft-task</c>: the messages that carry work, from client to scheduler and on to the worker. Bound to both sealed
/// types. Manifest <c>m1</c> is a message of <c>docs/wire-messages.md</c>. A class of its own, so that a node that runs
/// nothing for others can refuse its id and keep the rest.
/// </summary>
public sealed class WeftTaskSerializer(ExtendedActorSystem system) : WeftMessageSerializer(system)
{
    private const string MessageManifest = "m1";

    /// <summary>True for the messages that carry work.</summary>
    internal static bool Takes(object message) =>
        message is ClientToScheduler.SubmitTasks or SchedulerToWorker.ComputeTask;

    private protected override string ManifestOf(object message) =>
        Takes(message) ? MessageManifest : throw NotMine(message);

    private protected override byte[] Encode(object message) =>
        Takes(message) ? EncodeMessage((Message)message) : throw NotMine(message);

    private protected override object Decode(byte[] bytes, string manifest)
    {
        if (manifest != MessageManifest) throw Unknown(manifest, MessageManifest);
        var message = DecodeMessage(bytes);
        return Takes(message) ? message : throw NotMine(message);
    }
}
