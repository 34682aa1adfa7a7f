using MessagePack;
using MessagePack.Resolvers;

namespace Weft.Bench;

/// <content>MessagePack-CSharp, by the members' names: types need no attributes.</content>
internal static partial class Contenders
{
    private static readonly MessagePackSerializerOptions ByName =
        MessagePackSerializerOptions.Standard.WithResolver(ContractlessStandardResolver.Instance);

    static partial void AddMessagePack<T>(T value, List<Contender> contenders) => contenders.Add(new Contender(
        "messagepack_csharp",
        () => MessagePackSerializer.Serialize(value, ByName),
        bytes => MessagePackSerializer.Deserialize<T>((byte[])bytes, ByName)));
}
