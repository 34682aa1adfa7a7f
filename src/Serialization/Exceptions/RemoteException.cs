namespace Weft.Serialization;

/// <summary>
/// An exception of another process whose own type may not be made here: its type name, message and stack.
/// </summary>
/// <param name="typeName">The full name of its type there.</param>
/// <param name="message">Its message.</param>
/// <param name="remoteStack">Its stack there; empty where it was never thrown.</param>
/// <param name="inner">What it carried as its cause.</param>
public sealed class RemoteException(string typeName, string message, string remoteStack, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The full name of the exception's type at the sender.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>Where it was thrown there; empty where it never was.</summary>
    public string RemoteStack { get; } = remoteStack;

    /// <inheritdoc/>
    public override string ToString() => RemoteStack.Length == 0
        ? $"{TypeName} (remote): {Message}"
        : $"{TypeName} (remote): {Message}\n{RemoteStack}\n--- at the sender ---";
}
