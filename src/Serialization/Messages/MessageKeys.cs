namespace Weft.Serialization;

/// <summary>
/// Keys of a message's map: runs of bytes are equal where their bytes are, everything else as it says itself. The hash
/// of bytes has a seed that no peer knows.
/// </summary>
internal sealed class MessageKeys : IEqualityComparer<object>
{
    /// <summary>The one instance.</summary>
    public static IEqualityComparer<object> Comparer { get; } = new MessageKeys();

    public new bool Equals(object? x, object? y) =>
        x is byte[] left && y is byte[] right ? left.AsSpan().SequenceEqual(right) : object.Equals(x, y);

    public int GetHashCode(object obj)
    {
        if (obj is not byte[] bytes) return obj.GetHashCode();
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
