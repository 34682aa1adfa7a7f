namespace Weft.Runtime;

/// <summary>
/// A function threw on a worker, or could not be run there, and its exception cannot be thrown here as its own type
/// (the type is not allowed, or did not travel). Where it can, that exception itself is thrown, with the remote stack.
/// </summary>
public sealed class TaskFailedException : Exception
{
    internal TaskFailedException(
        string key, string causeKey, string remoteTypeName, string remoteText, string remoteStack, Exception? inner)
        : base(Describe(key, causeKey, remoteTypeName, remoteText), inner)
    {
        Key = key;
        CauseKey = causeKey;
        RemoteTypeName = remoteTypeName;
        RemoteText = remoteText;
        RemoteStack = remoteStack;
    }

    /// <summary>The key whose value was wanted.</summary>
    public string Key { get; }

    /// <summary>The key whose function failed: <see cref="Key"/> itself or one it depends on.</summary>
    public string CauseKey { get; }

    /// <summary>The full name of the exception's type on the worker.</summary>
    public string RemoteTypeName { get; }

    /// <summary>The exception's message, cut at 10,000 characters.</summary>
    public string RemoteText { get; }

    /// <summary>The stack where it was thrown; empty where unknown.</summary>
    public string RemoteStack { get; }

    /// <summary>The text of the local exception, followed by the remote stack.</summary>
    public override string ToString() =>
        RemoteStack.Length == 0 ? base.ToString() : $"{base.ToString()}{Environment.NewLine}--- on the worker ---"
            + $"{Environment.NewLine}{RemoteStack}";

    private static string Describe(string key, string causeKey, string typeName, string text) => key == causeKey
        ? $"task {key} failed with {typeName}: {text}"
        : $"task {key} failed because {causeKey}, which it depends on, failed with {typeName}: {text}";
}
