namespace Weft.Runtime;

/// <summary>Work that a <see cref="LentThread"/> may do: a mailbox with items that nobody handles yet.</summary>
internal interface ILentWork
{
    /// <summary>Handles up to so many items; what is left over finds itself another turn. Never throws.</summary>
    /// <returns>How many items were handled.</returns>
    int Run(int itemsMax);

    /// <summary>Runs on the thread pool instead.</summary>
    void HandToPool();
}
