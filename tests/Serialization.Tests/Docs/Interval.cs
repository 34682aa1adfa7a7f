using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization.Samples;

// sample: open
public sealed record Interval<T>(T From, T To);

public sealed class IntervalSerializer<T> : ITypeSerializer
{
    public Type Type => typeof(Interval<T>);

    public string Name => "interval";    // not used: each construction travels under its own name

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        var (from, to) = (Interval<T>)value;
        var ends = request.Dumps(new[] { from, to });
        payload = new Payload(new HeaderBuilder().Set("ends", ends.Header).Build(), [.. ends.Frames]);
        return true;
    }

    public object Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        header.TryGetHeader("ends", out var ends) && request.Loads(ends, frames) is T[] { Length: 2 } both
            ? new Interval<T>(both[0], both[1])
            : throw new WireFormatException($"an interval has two ends: {header}");
}
// end
