namespace Weft.Serialization;

public sealed partial class WeftSerializer
{
    /// <summary>
    /// Encodes a message (dictionaries, lists, scalars, <see cref="MessageValue"/> anywhere among them) as frames:
    /// the message first, then for each value its header and its frames, cut into shards of 64 MiB.
    /// </summary>
    /// <param name="message">The message; its values must not change while the frames are used.</param>
    /// <param name="options">Families, error behaviour and context for the values.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Dumps(object? message, SerializeOptions? options = null) =>
        throw new NotSupportedException();

    /// <summary>Decodes what <see cref="Dumps"/> made.</summary>
    /// <param name="frames">The frames; values may alias them.</param>
    /// <param name="deserialize">False to leave values as <see cref="Serialized"/>, to be sent again byte for byte.</param>
    /// <param name="options">Families accepted and context for the values.</param>
    public object? Loads(
        IReadOnlyList<ReadOnlyMemory<byte>> frames, bool deserialize = true, DeserializeOptions? options = null) =>
        throw new NotSupportedException();
}
