using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// MessagePack's standard formatters, where a marked type that the policy does not allow has none: formatters ask here
/// for the type of each member, so nothing inside an allowed object escapes.
/// </summary>
/// <param name="policy">Whom to ask.</param>
/// <param name="encodes">Whether types are about to be encoded; a policy may be laxer there.</param>
internal sealed class AllowedResolver(TypePolicy policy, bool encodes) : IFormatterResolver
{
    /// <inheritdoc/>
    public IMessagePackFormatter<T>? GetFormatter<T>()
    {
        var allowed = encodes ? policy.AllowsEncoding(typeof(T)) : policy.Allows(typeof(T));
        if (!allowed && MessagePackFamily.IsMarked(typeof(T)))
            throw new DeserializationRefusedException(policy.WhyRefused(typeof(T)));
        return StandardResolver.Instance.GetFormatter<T>();
    }
}
