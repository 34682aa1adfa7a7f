using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests;

/// <summary>Scalars arrive with every bit, those that no property of them shows too.</summary>
public class ExactBitsTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    // State 3: local, the second of two equal hours, as ToLocalTime makes it where clocks are set back.
    public static TheoryData<long, ulong> Times => new()
    {
        { Hour, 0 }, { Hour, 1 }, { Hour, 2 }, { Hour, 3 }, { 0, 3 }, { DateTime.MaxValue.Ticks, 3 },
    };

    private static long Hour => new DateTime(2023, 10, 29, 2, 30, 0).Ticks;

    [Theory]
    [MemberData(nameof(Times))]
    public void A_time_keeps_its_state_wherever_it_stands(long ticks, ulong state)
    {
        ulong bits = (ulong)ticks | (state << 62);
        var time = Unsafe.BitCast<ulong, DateTime>(bits);
        Assert.Equal(bits, Bits((DateTime)RoundTrip(time)!));
        Assert.Equal(bits, Bits(((Walked)RoundTrip(new Walked { Time = time })!).Time));
        Assert.Equal(bits, Bits(((Fielded)RoundTrip(new Fielded { Time = time })!).Time));
        Assert.Equal(bits, Bits(((DateTime?[])RoundTrip(new DateTime?[] { time, null })!)[0]!.Value));
        Assert.Equal(bits, Bits(((DateTime?[])RoundTrip(Enumerable.Repeat((DateTime?)time, 40).ToArray())!)[7]!.Value));
        Assert.Equal(bits, Bits(((DateTime[])RoundTrip(new[] { time })!)[0]));
        var mixed = (List<object>)RoundTrip(new List<object> { time, "x" })!;
        Assert.Equal(bits, Bits((DateTime)mixed[0]));
    }

    [Fact]
    public void A_float_that_is_no_number_keeps_its_bits()
    {
        // Of bytes: the compiler may fold a constant of these bits into a number that is quiet.
        float signalling = BitConverter.ToSingle([1, 0, 0x80, 0x7f]);
        Assert.Equal(0x7f800001u, BitConverter.SingleToUInt32Bits(signalling));
        Assert.Equal(0x7f800001u, BitConverter.SingleToUInt32Bits((float)RoundTrip(signalling)!));
        Assert.Equal(0x7f800001u, BitConverter.SingleToUInt32Bits(((Walked)RoundTrip(
            new Walked { Number = signalling })!).Number));
        Assert.Equal(0x7f800001u, BitConverter.SingleToUInt32Bits(((Fielded)RoundTrip(
            new Fielded { Number = signalling })!).Number));
        double wide = BitConverter.ToDouble([1, 0, 0, 0, 0, 0, 0xf0, 0x7f]);
        Assert.Equal(0x7ff0000000000001ul, BitConverter.DoubleToUInt64Bits((double)RoundTrip(wide)!));
    }

    private static ulong Bits(DateTime time) => Unsafe.BitCast<DateTime, ulong>(time);

    private static object? RoundTrip(object value)
    {
        var registry = new SerializerRegistry();
        registry.AllowType(typeof(Walked));
        registry.RegisterGeneric<Fielded>();
        var weft = new WeftSerializer(registry);
        return weft.Deserialize(weft.Serialize(value, Raise));
    }

    public sealed class Walked
    {
        public DateTime Time;
        public float Number;
    }

    public sealed class Fielded
    {
        public DateTime Time;
        public float Number;
    }
}
