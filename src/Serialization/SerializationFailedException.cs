namespace Weft.Serialization;

/// <summary>
/// A value could not be encoded. Names its type, the families tried and, where one is known, the member path.
/// </summary>
public sealed class SerializationFailedException : Exception
{
    private readonly string _reason;

    /// <summary>A failure with its reason.</summary>
    /// <param name="message">What failed and what to do.</param>
    /// <param name="valueType">The type of the value; null for null.</param>
    /// <param name="inner">The error of the family that failed; null where all declined.</param>
    public SerializationFailedException(string message, Type? valueType = null, Exception? inner = null)
        : base(message, inner) => (ValueType, _reason) = (valueType, message);

    private SerializationFailedException(
        string message, string path, string reason, Type? valueType, Exception? inner)
        : base(message, inner) => (ValueType, MemberPath, _reason) = (valueType, path, reason);

    /// <summary>The type of the value that could not be encoded.</summary>
    public Type? ValueType { get; }

    /// <summary>
    /// The members and items that lead from the value to what failed, such as <c>.Book.Levels[3]</c>; empty where it is
    /// the value itself or where nobody knows.
    /// </summary>
    public string MemberPath { get; } = "";

    /// <summary>This failure as that of an object around the value: <c>Trade.Book.Levels[3]: the reason</c>.</summary>
    /// <param name="owner">The type of the object around.</param>
    /// <param name="step">The member or item of it that holds the value: <c>.Book</c>.</param>
    internal SerializationFailedException Under(Type owner, string step)
    {
        var (path, reason) = Split();
        return new($"{ShortNames.Of(owner)}{step}{path}: {reason}", step + path, reason, ValueType, InnerException);
    }

    /// <summary>This failure as that of a collection around the value, told in a collection's words.</summary>
    internal SerializationFailedException UnderItem(Type owner, int index)
    {
        var (path, reason) = Split();
        return new($"item {index} of {owner}: {Message}", $"[{index}]{path}", reason, ValueType, InnerException);
    }

    // A graph tells its path within its message, from the short name of the value's type on.
    private (string Path, string Reason) Split()
    {
        if (MemberPath.Length > 0 || ValueType is null) return (MemberPath, _reason);
        string name = ShortNames.Of(ValueType);
        int colon = Message.IndexOf(": ", StringComparison.Ordinal);
        bool isPath = colon > name.Length && Message.StartsWith(name, StringComparison.Ordinal) &&
            Message[name.Length] is '.' or '[' && !Message.AsSpan(0, colon).Contains(' ');
        return isPath ? (Message[name.Length..colon], Message[(colon + 2)..]) : ("", _reason);
    }
}
