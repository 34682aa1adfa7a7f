namespace Weft.Serialization;

/// <summary>What a setting for compression may say beside the name of a codec.</summary>
internal static class Compressions
{
    /// <summary>None.</summary>
    public const string Off = "off";

    /// <summary>The first that is registered of <see cref="Preferred"/>.</summary>
    public const string Auto = "auto";

    private const int NameCharsMax = 64;

    /// <summary>Codecs from the fastest; the first two come by plug-in. Zlib is there for other languages.</summary>
    public static readonly IReadOnlyList<string> Preferred = ["lz4", "snappy", BrotliCodec.CodecName];

    /// <summary>Throws where a codec cannot have the name.</summary>
    public static void RequireName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > NameCharsMax || name is Off or Auto)
        {
            throw new ArgumentException(
                $"a codec cannot be called '{name}': expected 1 to {NameCharsMax} characters, neither '{Off}' nor " +
                $"'{Auto}'",
                nameof(name));
        }
    }
}
