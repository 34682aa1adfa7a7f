using System.Buffers;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Word from the node that refused a message to the node that sent it, for its log. <c>weft-admin</c>, manifest
/// <c>r1</c>: <c>[serializer, manifest, text]</c> in msgpack. Its own refusal is never told.
/// </summary>
/// <param name="Serializer">The name of the serializer that refused.</param>
/// <param name="Manifest">The manifest of the message.</param>
/// <param name="Text">Why, with the names of what was refused.</param>
internal sealed record RefusalNotice(string Serializer, string Manifest, string Text)
{
    /// <summary>The manifest of a notice.</summary>
    public const string NoticeManifest = "r1";

    /// <summary>The bytes of a notice; long texts are cut.</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(3);
        writer.WriteString(LogText.Of(Serializer));
        writer.WriteString(LogText.Of(Manifest));
        writer.WriteString(LogText.Of(Text));
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A notice from its bytes.</summary>
    /// <exception cref="WireFormatException">The bytes are no notice.</exception>
    public static RefusalNotice Decode(byte[] bytes, Limits limits)
    {
        var reader = new MsgPackReader(bytes, limits);
        if (reader.ReadArrayHeader() != 3) throw new WireFormatException("a notice of refusal has three items", 0);
        var notice = new RefusalNotice(Next(ref reader), Next(ref reader), Next(ref reader));
        if (!reader.IsAtEnd) throw new WireFormatException("bytes follow a notice of refusal", reader.Offset);
        return notice;
    }

    private static string Next(ref MsgPackReader reader) => LogText.Of(
        reader.ReadString() ?? throw new WireFormatException("nil where a text was expected", reader.Offset));
}
