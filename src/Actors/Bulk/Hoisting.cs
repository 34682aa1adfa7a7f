using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Values that stand beside the bytes of the message they are in. While such a scope is open on a thread, the
/// serializer <c>weft-data</c> writes a placeholder in a value's place, manifest <c>h1</c>: its index, 4 bytes, little
/// end first. Reading, the placeholder stands for the value that came beside the message.
/// </summary>
internal sealed class Hoisting : IDisposable
{
    [ThreadStatic]
    private static Hoisting? s_current;

    private readonly Hoisting? _outer = s_current;
    private readonly List<object>? _put;
    private readonly Func<int, object>? _take;
    private readonly int _count;
    private readonly HashSet<int> _taken = [];

    private Hoisting(List<object>? put, Func<int, object>? take, int count)
    {
        (_put, _take, _count) = (put, take, count);
        s_current = this;
    }

    /// <summary>The scope of this thread; null outside of any.</summary>
    public static Hoisting? Current => s_current;

    /// <summary>True where values are put aside, false where they are taken again.</summary>
    public bool IsWriting => _put is not null;

    /// <summary>True once each value was taken.</summary>
    public bool IsEmptied => _taken.Count == _count;

    /// <summary>Until disposed, values are put aside into a list. One object is put aside once.</summary>
    public static Hoisting Into(List<object> values) => new(values, null, 0);

    /// <summary>Until disposed, placeholders stand for what a function gives for their index.</summary>
    public static Hoisting From(int count, Func<int, object> take) => new(null, take, count);

    /// <summary>The bytes of a value's placeholder.</summary>
    public byte[] Put(object value)
    {
        var index = _put!.FindIndex(each => ReferenceEquals(each, value));
        if (index < 0)
        {
            index = _put.Count;
            _put.Add(value);
        }
        var placeholder = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(placeholder, index);
        return placeholder;
    }

    /// <summary>The value that a placeholder stands for.</summary>
    public object Take(ReadOnlySpan<byte> placeholder)
    {
        if (placeholder.Length != sizeof(int))
            throw new WireFormatException($"a placeholder has {sizeof(int)} bytes, this one {placeholder.Length}", 0);
        var index = BinaryPrimitives.ReadInt32LittleEndian(placeholder);
        if (index < 0 || index >= _count)
            throw new WireFormatException($"a placeholder names value {index}; {_count} came beside the message", 0);
        _taken.Add(index);
        return _take!(index);
    }

    /// <inheritdoc/>
    public void Dispose() => s_current = _outer;
}
