namespace Weft.Runtime;

/// <summary>
/// What carries messages between roles on one machine: opens an address for a role. Safe for any thread.
/// </summary>
public interface IEngine : IAsyncDisposable
{
    /// <summary>
    /// Opens a new address for a role. A role that knows a peer's address just sends to it: the engine finds or opens
    /// the way.
    /// </summary>
    /// <param name="name">
    /// A readable part of the address (<c>scheduler</c>, <c>worker-1</c>); need not be unique.
    /// </param>
    /// <param name="handler">Hears what peers say; may be called before this method returns.</param>
    ILink Open(string name, ILinkHandler handler);
}
