namespace Weft.Actors;

/// <summary>
/// The names under which <see cref="Serialization.SerializationContext.Entries"/> tells what is known of the two nodes.
/// An entry that is not known is left out. They choose a family or a codec and grant nothing.
/// </summary>
public static class ContextEntries
{
    /// <summary>The address of the sender's node, also where the sender itself is not known.</summary>
    public const string SenderNode = "sender-node";

    /// <summary>The address of the recipient's node, also where the recipient itself is not known.</summary>
    public const string RecipientNode = "recipient-node";

    /// <summary>The cluster roles of the sender's node, comma between; only for members.</summary>
    public const string SenderRoles = "sender-roles";

    /// <summary>The cluster roles of the recipient's node, comma between; only for members.</summary>
    public const string RecipientRoles = "recipient-roles";

    /// <summary>The Weft version of the sender's node; another node's from the first data message on.</summary>
    public const string SenderWeft = "sender-weft";

    /// <summary>The Weft version of the recipient's node; another node's from the first data message on.</summary>
    public const string RecipientWeft = "recipient-weft";

    /// <summary>The .NET of the sender's node; another node's from the first data message on.</summary>
    public const string SenderRuntime = "sender-runtime";

    /// <summary>The .NET of the recipient's node; another node's from the first data message on.</summary>
    public const string RecipientRuntime = "recipient-runtime";
}
