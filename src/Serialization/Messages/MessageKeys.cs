using System.Collections;

namespace Weft.Serialization;

/// <summary>
/// Keys of a message's map: runs of bytes are equal where their bytes are, everything else as it says itself. The hash
/// of bytes has a seed that no peer knows.
/// </summary>
internal sealed class MessageKeys : IEqualityComparer<object>
{
    /// <summary>The one instance.</summary>
    public static IEqualityComparer<object> Comparer { get; } = new MessageKeys();

    /// <summary>
    /// True where no two keys of the map can be equal to a reader: texts, told apart by what they say.
    /// </summary>
    public static bool AreDistinct(IDictionary map) =>
        map is Dictionary<string, object?> { Comparer: var comparer } &&
        (comparer is StringComparer || ReferenceEquals(comparer, EqualityComparer<string>.Default));

    /// <summary>A key as a reader has it: whole numbers lose their width, memory is its bytes.</summary>
    public static object AsRead(object key) => key switch
    {
        byte v => (Int128)v,
        sbyte v => (Int128)v,
        short v => (Int128)v,
        ushort v => (Int128)v,
        int v => (Int128)v,
        uint v => (Int128)v,
        long v => (Int128)v,
        ulong v => (Int128)v,
        Memory<byte> v => v.ToArray(),
        ReadOnlyMemory<byte> v => v.ToArray(),
        _ => key,
    };

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
