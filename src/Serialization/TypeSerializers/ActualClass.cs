namespace Weft.Serialization;

/// <summary>The entry "class" of a header: the own type of a value whose serializer stands for a base of it.</summary>
internal static class ActualClass
{
    /// <summary>The class, which the policy allows and of which there can be objects.</summary>
    /// <param name="header">Where the entry stands.</param>
    /// <param name="served">What it must be assignable to.</param>
    /// <param name="request">The call.</param>
    /// <exception cref="WireFormatException">The entry is missing, or names a type that is no such class.</exception>
    /// <exception cref="DeserializationRefusedException">The type is not allowed.</exception>
    public static Type Read(Header header, Type served, in LoadsRequest request)
    {
        if (!header.TryGetString(HeaderKeys.Class, out string? name))
        {
            throw new WireFormatException($"the header of a {served} lacks its class: {header}");
        }

        var type = request.Types.Resolve(name, request.Limits);
        if (type.IsAssignableTo(served) && !type.IsAbstract && !type.IsInterface && !type.IsArray) return type;
        throw new WireFormatException($"the class {type} is not one of {served} that there can be objects of");
    }
}
