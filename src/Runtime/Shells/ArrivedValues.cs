using System.Diagnostics.CodeAnalysis;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>Opens values as they come from a link: decoded by the engine, or still encoded.</summary>
internal static class ArrivedValues
{
    /// <summary>
    /// The value under a key that was asked for at a place of the request; null where the peer does not hold it. An
    /// answer has one item for each key, in the order asked; what deviates counts as not held.
    /// </summary>
    public static MessageValue? At(IReadOnlyList<DataItem> items, int index, string key) =>
        index < items.Count && items[index].Key == key ? items[index].Value : null;

    /// <summary>True with the value; false with the reason why it cannot be had. Harms no other value.</summary>
    public static bool TryOpen(
        MessageValue arrived,
        WeftSerializer serializer,
        DeserializeOptions options,
        out object? value,
        [NotNullWhen(false)] out Exception? failure)
    {
        (value, failure) = (null, null);
        switch (arrived)
        {
            case Deserialized { Failure: { } reason }:
                failure = reason;
                return false;
            case Deserialized decoded:
                value = decoded.Value;
                return true;
            case ToSerialize shared:
                value = shared.Value;
                return true;
            case Serialized encoded:
                try
                {
                    value = serializer.Deserialize(encoded.Payload, options);
                    return true;
                }
                catch (Exception error) when (error is not CheckException)
                {
                    failure = error;
                    return false;
                }

            default:
                throw new CheckException($"a message held a {arrived.GetType().Name}");
        }
    }
}
