namespace Weft.Serialization;

/// <summary>A structure or nil.</summary>
internal sealed class NullableCodec<T> : GraphCodec<T?>
    where T : struct
{
    public override void Write(ref GraphWriter writer, T? value)
    {
        if (value is { } present) Slot<T>.Instance.Write(ref writer, present);
        else writer.Pack.WriteNil();
    }

    public override T? Read(ref GraphReader reader)
    {
        if (reader.Pack.TryReadNil()) return null;
        reader.Enter();
        var value = Slot<T>.Instance.Read(ref reader);
        reader.Pack.Leave();
        return value;
    }
}
