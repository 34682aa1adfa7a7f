namespace Weft.Serialization;

/// <summary>
/// How the values of one type stand in a graph, behind their type's name. Shared by all threads; what a call needs is
/// in the writer or reader.
/// </summary>
internal abstract class GraphCodec
{
    /// <summary>The type whose name is written: for a hidden subclass of the base library, the public base.</summary>
    public abstract Type Type { get; }

    /// <summary>True where two references to one object stay one: everything but structures and plain texts.</summary>
    public virtual bool IsShared => !Type.IsValueType;

    /// <summary>A number over names and types of the walked fields, so that another build is noticed; 0 for
    /// none.</summary>
    public virtual uint Fingerprint => 0;

    /// <summary>Writes what stands behind the type's name.</summary>
    public abstract void WriteBody(ref GraphWriter writer, object value);

    /// <summary>Reads what stands behind the type's name.</summary>
    public abstract object? ReadBody(ref GraphReader reader);
}

/// <summary>A codec that knows its type at compile time, so that structures are not boxed.</summary>
/// <typeparam name="T">The type.</typeparam>
internal abstract class GraphCodec<T> : GraphCodec
{
    /// <inheritdoc/>
    public sealed override Type Type => typeof(T);

    /// <summary>Writes the body of a value.</summary>
    public abstract void Write(ref GraphWriter writer, T value);

    /// <summary>Reads the body of a value.</summary>
    public abstract T Read(ref GraphReader reader);

    /// <inheritdoc/>
    public sealed override void WriteBody(ref GraphWriter writer, object value) => Write(ref writer, (T)value);

    /// <inheritdoc/>
    public sealed override object? ReadBody(ref GraphReader reader) => Read(ref reader);
}
