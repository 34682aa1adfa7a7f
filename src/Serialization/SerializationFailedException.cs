namespace Weft.Serialization;

/// <summary>
/// A value could not be encoded. Names its type, the families tried and, where one is known, the member path.
/// </summary>
public sealed class SerializationFailedException : Exception
{
    // What stands behind the path.
    private readonly string _rest;

    /// <summary>A failure with its reason.</summary>
    /// <param name="message">What failed and what to do.</param>
    /// <param name="valueType">The type of the value; null for null.</param>
    /// <param name="inner">The error of the family that failed; null where all declined.</param>
    public SerializationFailedException(string message, Type? valueType = null, Exception? inner = null)
        : base(message, inner) => (ValueType, _rest) = (valueType, $": {message}");

    private SerializationFailedException(string message, string path, string rest, Type? valueType, Exception? inner)
        : base(message, inner) => (ValueType, MemberPath, _rest) = (valueType, path, rest);

    /// <summary>The type of the value that could not be encoded.</summary>
    public Type? ValueType { get; }

    /// <summary>
    /// The members and items that lead from the value to what failed, such as <c>.Book.Levels[3]</c>; empty where it is
    /// the value itself or where nobody knows.
    /// </summary>
    public string MemberPath { get; } = "";

    /// <summary>A failure of what a path leads to: <c>Book.Levels[3]: the reason</c>.</summary>
    /// <param name="owner">The type of the value.</param>
    /// <param name="path">The way from it; may be empty.</param>
    /// <param name="rest">What stands behind the path, with what parts them.</param>
    /// <param name="inner">What failed, or null.</param>
    internal static SerializationFailedException At(Type owner, string path, string rest, Exception? inner)
    {
        string message = ShortNames.Of(owner) + path + rest;
        return new(message, path, path.Length > 0 ? rest : $": {message}", owner, inner);
    }

    /// <summary>This failure as that of an object around the value: <c>Trade.Book.Levels[3]: the reason</c>.</summary>
    /// <param name="owner">The type of the object around.</param>
    /// <param name="step">The member or item of it that holds the value: <c>.Book</c>.</param>
    internal SerializationFailedException Under(Type owner, string step) =>
        new(ShortNames.Of(owner) + step + MemberPath + _rest, step + MemberPath, _rest, ValueType, InnerException);

    /// <summary>This failure as that of a collection around the value, told in a collection's words.</summary>
    internal SerializationFailedException UnderItem(Type owner, int index) =>
        new($"item {index} of {owner}: {Message}", $"[{index}]{MemberPath}", _rest, ValueType, InnerException);
}
