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

    /// <summary>True where the object is made before its parts, so that a part may refer back to it.</summary>
    public virtual bool IsOpen => false;

    /// <summary>A number over names and types of the walked fields, so that another build is noticed; 0 for
    /// none.</summary>
    public virtual uint Fingerprint => 0;

    /// <summary>The negative number that stands for a scalar type, or 0.</summary>
    public virtual int Keyword => 0;

    /// <summary>What names the type where it is met first in a stream.</summary>
    public byte[] Definition => field ??= Define();

    /// <summary>
    /// True where nothing but its identity finds an object in a collection: neither hash nor equality look inside.
    /// </summary>
    public bool IsFoundByIdentity(KeyKind kind) => IsShared && kind != KeyKind.ByContent &&
        (kind == KeyKind.ByReference || (_identity ??= new Identity(HashesByIdentity())).IsAll);

    private Identity? _identity;

    /// <summary>Writes what stands behind the type's name.</summary>
    public abstract void WriteBody(ref GraphWriter writer, object value);

    /// <summary>Reads what stands behind the type's name.</summary>
    public abstract object? ReadBody(ref GraphReader reader);

    /// <summary>Reads what stands behind the type's name into an object that has a number.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="number">Where the object is noted, as soon as parts may refer to it; -1 for nowhere.</param>
    public virtual object? ReadBody(ref GraphReader reader, int number)
    {
        object? value = ReadBody(ref reader);
        reader.State.Fill(number, value);
        return value;
    }

    /// <summary>The type's name, with its fingerprint where it has one.</summary>
    protected virtual byte[] Define()
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        if (Fingerprint != 0) writer.WriteArrayHeader(2);
        writer.WriteString(TypeNames.Of(Type));
        if (Fingerprint != 0) writer.WriteUInt64(Fingerprint);
        writer.Flush();
        var bytes = buffer.Written.ToArray();
        buffer.Return();
        return bytes;
    }

    private bool HashesByIdentity()
    {
        bool isOwn = !Type.IsValueType && Keeps(nameof(GetHashCode), []) && Keeps(nameof(Equals), [typeof(object)]);
        return isOwn && !Array.Exists(
            Type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEquatable<>));
    }

    private bool Keeps(string method, Type[] parameters) => Type.IsArray ||
        Type.GetMethod(method, parameters)?.DeclaringType == typeof(object);

    private sealed record Identity(bool IsAll);
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
