using System.Text;
using Akka.Actor;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// <c>weft-admin</c>: administrative messages between scheduler, workers and clients. Bound to each sealed message
/// type. Manifest <c>m1</c> is a message of <c>docs/wire-messages.md</c>; <c>g1</c> a goodbye; <c>f1</c> asks for the
/// scheduler and <c>f2</c> answers; <c>r1</c> is word of a refusal; <c>d1</c> what is said about claims.
/// Messages with work or values in them belong to the other two and are refused here, also on the way in.
/// </summary>
public sealed class WeftAdminSerializer(ExtendedActorSystem system) : WeftMessageSerializer(system)
{
    private const string MessageManifest = "m1";
    private const string GoodbyeManifest = "g1";
    private const string FindManifest = "f1";
    private const string FoundManifest = "f2";

    private protected override string ManifestOf(object message) => message switch
    {
        Message wire when Takes(wire) => MessageManifest,
        Goodbye => GoodbyeManifest,
        FindScheduler => FindManifest,
        SchedulerAt => FoundManifest,
        RefusalNotice => RefusalNotice.NoticeManifest,
        DataRefMessage => DataRefMessage.ClaimManifest,
        _ => throw NotMine(message),
    };

    private protected override byte[] Encode(object message) => message switch
    {
        Message wire when Takes(wire) => EncodeMessage(wire),
        Goodbye goodbye => Encoding.UTF8.GetBytes(goodbye.Reason),
        FindScheduler => [],
        SchedulerAt answer => LocatorMessageCodec.Encode(answer),
        RefusalNotice notice => notice.Encode(),
        DataRefMessage claim => claim.Encode(),
        _ => throw NotMine(message),
    };

    private protected override object Decode(byte[] bytes, string manifest) => manifest switch
    {
        MessageManifest => DecodeAdministrative(bytes),
        GoodbyeManifest => new Goodbye(Encoding.UTF8.GetString(bytes)),
        FindManifest => FindScheduler.Instance,
        FoundManifest => LocatorMessageCodec.Decode(bytes, Extension.System, Extension.Serializer.Limits),
        RefusalNotice.NoticeManifest => RefusalNotice.Decode(bytes, Extension.Serializer.Limits),
        DataRefMessage.ClaimManifest => DataRefMessage.Decode(bytes, Extension.Serializer.Limits),
        _ => throw Unknown(manifest, "m1, g1, f1, f2, r1 and d1"),
    };

    private Message DecodeAdministrative(byte[] bytes)
    {
        var message = DecodeMessage(bytes);
        return Takes(message) ? message : throw NotMine(message);
    }

    private static bool Takes(Message message) => message is not DataMessage && !WeftTaskSerializer.Takes(message);
}
