using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// <c>weft-bulk</c>: the tickets of bulk sends, and what the two nodes say about them. Bound to each sealed message
/// type. Manifest <c>b1</c> is the grammar of docs/akka-bulk.md.
/// </summary>
public sealed class WeftBulkSerializer(ExtendedActorSystem system) : WeftMessageSerializer(system)
{
    private const string BulkManifest = "b1";

    private protected override string ManifestOf(object message) =>
        message is BulkMessage ? BulkManifest : throw NotMine(message);

    private protected override byte[] Encode(object message) =>
        message is BulkMessage bulk ? BulkMessageCodec.Encode(bulk) : throw NotMine(message);

    private protected override object Decode(byte[] bytes, string manifest) =>
        manifest == BulkManifest
            ? BulkMessageCodec.Decode(bytes, Extension.Serializer.Limits)
            : throw Unknown(manifest, BulkManifest);
}
