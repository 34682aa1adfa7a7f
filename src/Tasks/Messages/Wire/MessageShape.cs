namespace Weft.Tasks;

/// <summary>
/// How one message stands on the wire: an array of its code and its fields. A code is never given to another message,
/// a field never changes its place or kind; new fields are added at the end, and readers pass over those they do not
/// know.
/// </summary>
public sealed class MessageShape
{
    internal MessageShape(int code, Type type, params string[] fields)
    {
        Code = code;
        Type = type;
        Fields = fields;
    }

    /// <summary>The first element of the array.</summary>
    public int Code { get; }

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>The other elements, each as <c>name: kind</c>, in the order of the record's parameters.</summary>
    public IReadOnlyList<string> Fields { get; }
}
