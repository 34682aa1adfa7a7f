namespace Weft.Actors;

/// <summary>What stands under <c>weft.data-refs</c>.</summary>
/// <param name="Keep">How long a value is kept that nobody opens.</param>
/// <param name="BytesMax">Bytes of all values kept.</param>
internal sealed record DataRefSettings(TimeSpan Keep, long BytesMax)
{
    /// <summary>Reads the section.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">A value is not allowed.</exception>
    public static DataRefSettings Read(SettingsReader reader) => new(
        reader.Time("weft.data-refs.keep"), reader.Bytes("weft.data-refs.bytes-max", long.MaxValue));
}
