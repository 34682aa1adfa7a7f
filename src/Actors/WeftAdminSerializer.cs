using System.Text;
using Akka.Actor;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// <c>weft-admin</c>: administrative messages between scheduler, workers and clients. Bound to each sealed message
/// type. Manifest <c>m1</c> is a message of <c>docs/wire-messages.md</c>, <c>b1</c> several; <c>g1</c> a goodbye;
/// <c>f1</c> asks for the scheduler and <c>f2</c> answers; <c>l1</c> renews a lease and <c>l2</c> answers; <c>r1</c> is
/// word of a refusal; <c>d1</c> what is said about claims; <c>n1</c> asks for the members and <c>n2</c> answers.
/// Messages with work or values in them belong to the other two and are refused here, also on the way in.
/// </summary>
public sealed class WeftAdminSerializer(ExtendedActorSystem system) : WeftMessageSerializer(system)
{
    private const string MessageManifest = "m1";
    private const string GoodbyeManifest = "g1";
    private const string FindManifest = "f1";
    private const string FoundManifest = "f2";
    private const string RenewalManifest = "l1";
    private const string RenewedManifest = "l2";
    private const string BatchManifest = "b1";
    private const string MembersAskedManifest = "n1";
    private const string MembersKnownManifest = "n2";

    private protected override string ManifestOf(object message) => message switch
    {
        Message wire when Takes(wire) => MessageManifest,
        Goodbye => GoodbyeManifest,
        FindScheduler => FindManifest,
        SchedulerAt => FoundManifest,
        RefusalNotice => RefusalNotice.NoticeManifest,
        DataRefMessage => DataRefMessage.ClaimManifest,
        AdminBatch batch => batch.Count == 1 ? MessageManifest : BatchManifest,
        LeaseRenewal => RenewalManifest,
        LeaseRenewed => RenewedManifest,
        MembersAsked => MembersAskedManifest,
        MembersKnown => MembersKnownManifest,
        _ => throw NotMine(message),
    };

    private protected override byte[] Encode(object message) => message switch
    {
        Message wire when Takes(wire) => EncodeMessage(wire),
        Goodbye goodbye => Encoding.UTF8.GetBytes(LogText.Of(goodbye.Reason)),
        AdminBatch batch => batch.Bytes,
        LeaseRenewal renewal => renewal.Encode(),
        LeaseRenewed => [],
        FindScheduler => [],
        SchedulerAt answer => LocatorMessageCodec.Encode(answer),
        RefusalNotice notice => notice.Encode(),
        DataRefMessage claim => claim.Encode(),
        MembersAsked => [],
        MembersKnown known => known.ToBytes(),
        _ => throw NotMine(message),
    };

    private protected override object Decode(byte[] bytes, string manifest) => manifest switch
    {
        MessageManifest => DecodeAdministrative(bytes),
        GoodbyeManifest => new Goodbye(LogText.Of(Encoding.UTF8.GetString(bytes))),
        BatchManifest => DecodeBatch(bytes),
        RenewalManifest => LeaseRenewal.Decode(bytes),
        RenewedManifest => LeaseRenewed.Instance,
        FindManifest => FindScheduler.Instance,
        FoundManifest => LocatorMessageCodec.Decode(bytes, Extension.System, Extension.Serializer.Limits),
        RefusalNotice.NoticeManifest => RefusalNotice.Decode(bytes, Extension.Serializer.Limits),
        DataRefMessage.ClaimManifest => DataRefMessage.Decode(bytes, Extension.Serializer.Limits),
        MembersAskedManifest => MembersAsked.Instance,
        MembersKnownManifest => MembersKnown.From(bytes, Extension.Serializer.Limits),
        _ => throw Unknown(manifest, "m1, b1, g1, f1, f2, l1, l2, r1, d1, n1 and n2"),
    };

    private Message DecodeAdministrative(byte[] bytes)
    {
        var message = DecodeMessage(bytes);
        return Takes(message) ? message : throw NotMine(message);
    }

    private MessageBatch DecodeBatch(byte[] bytes)
    {
        var batch = MessageBatchCodec.Split(bytes, Extension.Serializer.Limits);
        return batch.Messages.FirstOrDefault(message => !Takes(message)) is { } other ? throw NotMine(other) : batch;
    }

    private static bool Takes(Message message) => message is not DataMessage && !WeftTaskSerializer.Takes(message);
}
