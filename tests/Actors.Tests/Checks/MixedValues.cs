using System.Runtime.InteropServices;

namespace Weft.Actors.Tests;

/// <summary>
/// Arrays of mixed lengths, the same in each process: most of them small, three in a hundred between 20 KB and 1 MB, a
/// few of 8 MB. Each has a content of its own.
/// </summary>
internal sealed class MixedValues
{
    public const int Count = 10_000;

    private readonly Random _random = new(15);
    private int _number;

    public object Next()
    {
        var length = _number++ % 1000 == 500 ? 8_000_000
            : _random.Next(100) < 3 ? _random.Next(20_000, 1_000_000)
            : _random.Next(1, 2000);
        if (_random.Next(2) == 0)
        {
            var bytes = new byte[length];
            _random.NextBytes(bytes);
            return bytes;
        }
        var numbers = new long[(length + sizeof(long) - 1) / sizeof(long)];
        _random.NextBytes(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    public static bool AreEqual(object expected, object told) => (expected, told) switch
    {
        (byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other),
        (long[] one, long[] other) => one.AsSpan().SequenceEqual(other),
        _ => false,
    };

    public static string Describe(object value) => value is Array array
        ? $"{array.GetType()} of {array.Length:N0}, first {(array.Length > 0 ? array.GetValue(0) : "none")}"
        : $"{value}";
}
