namespace Weft.Serialization;

/// <summary>A key and a value, side by side.</summary>
internal sealed class PairCodec<TKey, TValue> : GraphCodec<KeyValuePair<TKey, TValue>>
{
    public override void Write(ref GraphWriter writer, KeyValuePair<TKey, TValue> value)
    {
        writer.State.EnterBare();
        writer.Pack.WriteArrayHeader(2);
        writer.State.At(nameof(value.Key));
        Slot<TKey>.Instance.Write(ref writer, value.Key);
        writer.State.At(nameof(value.Value));
        Slot<TValue>.Instance.Write(ref writer, value.Value);
        writer.State.Leave();
    }

    public override KeyValuePair<TKey, TValue> Read(ref GraphReader reader)
    {
        reader.ReadCount(2, "a pair");
        reader.Enter();
        var key = Slot<TKey>.Instance.Read(ref reader);
        var value = Slot<TValue>.Instance.Read(ref reader);
        reader.Pack.Leave();
        return new(key, value);
    }
}
