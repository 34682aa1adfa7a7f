using System.Text;
using Akka.Configuration;

namespace Weft.Actors;

/// <summary>
/// Weft's part of the configuration: serializers, bindings and every key under <c>weft</c> with its default. Put it
/// below your own: <c>config.WithFallback(WeftConfig.Reference)</c>.
/// </summary>
public static class WeftConfig
{
    /// <summary>The embedded <c>hocon/reference.conf</c>.</summary>
    public static Config Reference { get; } = ConfigurationFactory.ParseString(ReferenceText());

    /// <summary>The text of <see cref="Reference"/>, with a sentence for each key.</summary>
    public static string ReferenceText()
    {
        using var stream = typeof(WeftConfig).Assembly.GetManifestResourceStream("Weft.reference.conf")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
