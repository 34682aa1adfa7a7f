namespace Weft.Serialization;

/// <summary>
/// The sender could not encode the value and sent its reason instead: a payload of the family <c>error</c>.
/// </summary>
/// <param name="message">What the sender says.</param>
/// <param name="remoteStack">Where it failed there; empty where no family had thrown.</param>
public sealed class RemoteErrorException(string message, string remoteStack = "") : Exception(message)
{
    /// <summary>The sender's stack trace, at most 100,000 characters; empty where no family had thrown.</summary>
    public string RemoteStack { get; } = remoteStack;

    /// <inheritdoc/>
    public override string ToString() =>
        RemoteStack.Length == 0 ? base.ToString() : $"{base.ToString()}\n--- at the sender ---\n{RemoteStack}";
}
