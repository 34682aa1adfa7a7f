using Akka.Actor;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// <c>weft-admin</c>: administrative messages between scheduler, workers and clients, and tasks on their way. Bound to
/// each sealed message type. Manifest <c>m1</c> is a message of <c>docs/wire-messages.md</c>; <c>g1</c> a goodbye.
/// </summary>
public sealed class WeftAdminSerializer(ExtendedActorSystem system) : WeftMessageSerializer(system)
{
    private const string MessageManifest = "m1";
    private const string GoodbyeManifest = "g1";

    private protected override string ManifestOf(object message) => message switch
    {
        Message => MessageManifest,
        Goodbye => GoodbyeManifest,
        _ => throw NotMine(message),
    };

    private protected override byte[] Encode(object message) => message switch
    {
        Message wire => EncodeMessage(wire),
        Goodbye goodbye => System.Text.Encoding.UTF8.GetBytes(goodbye.Reason),
        _ => throw NotMine(message),
    };

    private protected override object Decode(byte[] bytes, string manifest) => manifest switch
    {
        MessageManifest => DecodeMessage(bytes),
        GoodbyeManifest => new Goodbye(System.Text.Encoding.UTF8.GetString(bytes)),
        _ => throw Unknown(manifest, "m1 and g1"),
    };
}
