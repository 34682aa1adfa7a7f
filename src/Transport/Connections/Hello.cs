using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// What an end says of itself once its token was accepted: a length and one msgpack map. Names that a reader does not
/// know are skipped, so that a later version may say more.
/// </summary>
/// <param name="WeftVersion">The version of the package, for messages only.</param>
/// <param name="Self">The address of the role that speaks.</param>
/// <param name="Serializers">The families it writes data in, in order; null for its default.</param>
/// <param name="Deserializers">The families it accepts; null for all it knows.</param>
/// <param name="FrameBytesMax">The longest frame it takes.</param>
/// <param name="PayloadBytesMax">The largest value it takes.</param>
/// <param name="OpenMessagesMax">How many bulk messages it takes at once.</param>
/// <param name="Compression">The codec it offers: used where the peer offers the same; null for none.</param>
internal sealed record Hello(
    string WeftVersion,
    PeerAddress Self,
    IReadOnlyList<string>? Serializers,
    IReadOnlyList<string>? Deserializers,
    long FrameBytesMax,
    long PayloadBytesMax,
    int OpenMessagesMax,
    string? Compression = null)
{
    private const string WeftKey = "weft";
    private const string SelfKey = "self";
    private const string SerializersKey = "serializers";
    private const string DeserializersKey = "deserializers";
    private const string FrameBytesKey = "frame-bytes";
    private const string PayloadBytesKey = "payload-bytes";
    private const string OpenMessagesKey = "open-messages";
    private const string CompressionKey = "compression";

    /// <summary>The map, without its length.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        var map = new HeaderBuilder()
            .Set(WeftKey, WeftVersion)
            .Set(SelfKey, Self.Value ?? "")
            .Set(FrameBytesKey, FrameBytesMax)
            .Set(PayloadBytesKey, PayloadBytesMax)
            .Set(OpenMessagesKey, OpenMessagesMax);
        if (Serializers is not null) map.Set(SerializersKey, Serializers);
        if (Deserializers is not null) map.Set(DeserializersKey, Deserializers);
        if (Compression is not null) map.Set(CompressionKey, Compression);
        return map.Build().Encoded;
    }

    /// <summary>Reads a map that the caller hands over.</summary>
    public static Hello Decode(ReadOnlyMemory<byte> encoded, Limits limits)
    {
        var map = Header.FromEncoded(encoded, limits);
        if (!map.TryGetString(WeftKey, out var weft)) throw Missing(WeftKey, "a string");
        if (!map.TryGetString(SelfKey, out var self)) throw Missing(SelfKey, "a string");
        return new(
            weft,
            new PeerAddress(self),
            Families(map, SerializersKey),
            Families(map, DeserializersKey),
            Positive(map, FrameBytesKey),
            Positive(map, PayloadBytesKey),
            (int)Math.Min(Positive(map, OpenMessagesKey), ConnectionWire.OpenMessagesMax),
            Codec(map));
    }

    private static string[]? Families(Header map, string key)
    {
        if (map.TryGetStrings(key, out var names)) return names;
        return map.Contains(key) ? throw Missing(key, "an array of strings") : null;
    }

    private static string? Codec(Header map)
    {
        if (map.TryGetString(CompressionKey, out var name)) return name;
        return map.Contains(CompressionKey) ? throw Missing(CompressionKey, "a string") : null;
    }

    private static long Positive(Header map, string key) =>
        map.TryGetInt64(key, out var value) && value > 0 ? value : throw Missing(key, "a positive integer");

    private static WireFormatException Missing(string key, string expected) =>
        new($"hello: \"{key}\" is not {expected}");
}
