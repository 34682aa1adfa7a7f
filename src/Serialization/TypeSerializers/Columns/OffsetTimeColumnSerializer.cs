using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// DateTimeOffset[] as one packed column: header {"count"}, one frame of two int64 an element: ticks of the UTC time,
/// minutes of the offset. .NET lays the type out as it likes, so its memory itself cannot travel.
/// </summary>
internal sealed class OffsetTimeColumnSerializer : ITypeSerializer
{
    private const string Count = "count";
    private const int OffsetMinutesMax = 14 * 60;

    public Type Type => typeof(DateTimeOffset[]);

    public string Name => "offset-times";

    public string DataType => "<i8";

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        var times = (DateTimeOffset[])value;
        var header = new HeaderBuilder().Set(Count, times.Length).Build();
        var packed = new long[checked(times.Length * 2)];
        for (int i = 0; i < times.Length; i++)
        {
            packed[2 * i] = times[i].UtcTicks;
            packed[2 * i + 1] = times[i].TotalOffsetMinutes;
        }

        payload = new Payload(header, BlockFrames.Of(packed, 0, packed.Length, sizeof(long)));
        return true;
    }

    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        long present = 0;
        foreach (var frame in frames) present += frame.Length;
        if (!header.TryGetInt64(Count, out long count) || count < 0 || count != present / 16 || present % 16 != 0)
        {
            throw new WireFormatException(
                $"a column of times needs its count and 16 bytes each, found {present}: {header}");
        }

        request.Budget.Charge(2 * present, "a column of times");
        var packed = new byte[present];
        int at = 0;
        foreach (var frame in frames)
        {
            frame.Span.CopyTo(packed.AsSpan(at));
            at += frame.Length;
        }

        var words = MemoryMarshal.Cast<byte, long>(packed);
        var times = new DateTimeOffset[count];
        for (int i = 0; i < times.Length; i++) times[i] = Decode(words[2 * i], words[2 * i + 1], i);
        return times;
    }

    private static DateTimeOffset Decode(long utcTicks, long minutes, int index)
    {
        if (minutes is >= -OffsetMinutesMax and <= OffsetMinutesMax)
        {
            long clockTicks = utcTicks + minutes * TimeSpan.TicksPerMinute;
            if (utcTicks >= 0 && utcTicks <= DateTime.MaxValue.Ticks && clockTicks >= 0 &&
                clockTicks <= DateTime.MaxValue.Ticks)
            {
                return new DateTimeOffset(clockTicks, TimeSpan.FromMinutes(minutes));
            }
        }

        throw new WireFormatException($"element {index} is no DateTimeOffset: {utcTicks} ticks, {minutes} minutes");
    }
}
