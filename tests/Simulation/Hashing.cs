using System.Text;

namespace Weft.Simulation;

/// <summary>Hashes that are the same in every process, unlike the base library's for strings.</summary>
public static class Hashing
{
    /// <summary>FNV-1a's start.</summary>
    public const ulong Start = 0xCBF29CE484222325;

    /// <summary>Spreads every bit of the input over the whole output (splitmix64's last step).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A hash and one more number.</summary>
    public static ulong Combine(ulong hash, ulong value) => Mix(hash ^ (value + 0x9E3779B97F4A7C15 + (hash << 6)));

    /// <summary>FNV-1a over the bytes, going on from <paramref name="hash"/>.</summary>
    public static ulong Bytes(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte item in bytes) hash = (hash ^ item) * 0x100000001B3;
        return hash;
    }

    /// <summary>FNV-1a over the UTF-8 form of the text.</summary>
    public static ulong Text(string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, bytes, out int written)
            ? Bytes(Start, bytes[..written])
            : Bytes(Start, Encoding.UTF8.GetBytes(text));
    }
}
