namespace Weft.Serialization;

/// <summary>Writes a scalar.</summary>
internal delegate void ScalarWriter<in T>(ref GraphWriter writer, T value);

/// <summary>Reads a scalar.</summary>
internal delegate T ScalarReader<out T>(ref GraphReader reader);

/// <summary>A scalar whose two halves are functions in the table of <see cref="ScalarCodecs"/>.</summary>
internal sealed class ScalarCodec<T>(ScalarWriter<T> write, ScalarReader<T> read, bool isShared = false) : GraphCodec<T>
{
    private readonly Lazy<int> _keyword = new(() => ScalarCodecs.TryGetNumber(typeof(T), out int number) ? number : 0);

    public override bool IsShared => isShared;

    public override int Keyword => _keyword.Value;

    public override void Write(ref GraphWriter writer, T value) => write(ref writer, value);

    public override T Read(ref GraphReader reader) => read(ref reader);
}
