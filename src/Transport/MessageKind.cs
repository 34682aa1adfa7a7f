namespace Weft.Transport;

/// <summary>
/// What a message is for. It travels in the head of each message, decides how the message is ordered, and names the
/// counter its bytes are added to.
/// </summary>
public enum MessageKind : byte
{
    /// <summary>Bookkeeping between roles. Ordered among all Admin and Task messages.</summary>
    Admin = 0,

    /// <summary>
    /// Values. Ordered like the others while its frames are small enough to travel inside the message; above that
    /// (64 KiB) data messages begin in the order of sending and may complete in any order.
    /// </summary>
    Data = 1,

    /// <summary>Functions and their arguments. Ordered among all Admin and Task messages.</summary>
    Task = 2,
}
