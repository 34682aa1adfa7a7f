using System.Text;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// The answer to a request for values that cannot be sent: each value's place has the reason, in the family of errors.
/// Small, packed, and so told by Akka's stream, whatever became of the data connection.
/// </summary>
internal static class DataRefusal
{
    // Exceptions of users say what they like; the answer must fit into remoting's frame.
    private const int TextCharsMax = 4096;

    private static readonly Header ErrorHeader = new HeaderBuilder().Set(HeaderKeys.Serializer, "error").Build();

    /// <summary>The answer in place of another.</summary>
    public static PackedMessage Of(DataMessage.DataReply reply, DataSendException error, WeftExtension extension)
    {
        var text = error.Message.Length <= TextCharsMax ? error.Message : $"{error.Message[..TextCharsMax]}…";
        var reason = new Serialized(new Payload(ErrorHeader, Encoding.UTF8.GetBytes(text)));
        var refusal = new DataMessage.DataReply(
            reply.Request, [.. reply.Items.Select(item => item with { Value = item.Value is null ? null : reason })]);
        return new PackedMessage(PackedEnvelope.Pack(
            MessageCodec.Encode(refusal), extension.Serializer, SerializeOptions.Default));
    }
}
