namespace Weft.Serialization;

/// <summary>
/// A value could not be encoded. Names its type, the families tried and, where one is known, the member path.
/// </summary>
public sealed class SerializationFailedException : Exception
{
    /// <summary>A failure with its reason.</summary>
    /// <param name="message">What failed and what to do.</param>
    /// <param name="valueType">The type of the value; null for null.</param>
    /// <param name="inner">The error of the family that failed; null where all declined.</param>
    public SerializationFailedException(string message, Type? valueType = null, Exception? inner = null)
        : base(message, inner) => ValueType = valueType;

    /// <summary>The type of the value that could not be encoded.</summary>
    public Type? ValueType { get; }
}
