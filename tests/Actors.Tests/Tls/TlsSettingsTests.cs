using Akka.Actor;
using Akka.Configuration;

namespace Weft.Actors.Tests;

public sealed class TlsSettingsTests : IDisposable
{
    private const string Local = "\nakka.actor.provider = local\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF";

    private readonly TlsNode _node = new();

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "weft.tls.enabled = maybe", "weft.tls.enabled = maybe", "on or off" },
        { "weft.tls.certificate = \"\"", "weft.tls.certificate", "weft cert node" },
        { "weft.tls.certificate = \"nowhere.crt\"", "weft.tls.certificate = nowhere.crt", "cannot be read" },
        { "weft.tls.key = \"nowhere.key\"", "weft.tls.key = nowhere.key", "private key in PEM" },
        { "weft.tls.key = \"\"", "weft.tls.certificate", "private key" },
        { "weft.tls.password-file = \"nowhere\"", "weft.tls.password-file = nowhere", "is no file" },
        { "weft.tls.authorities = []", "weft.tls.authorities = []", "at least one file" },
        { "weft.tls.authorities = [\"nowhere.crt\"]", "weft.tls.authorities = nowhere.crt", "in PEM" },
        { "weft.tls.check-names = 3", "weft.tls.check-names = 3", "on or off" },
        { "weft.tls.revocation = maybe", "weft.tls.revocation = maybe", "offline" },
        { "weft.tls.protocols = [ssl3]", "weft.tls.protocols = ssl3", "tls13" },
        { "weft.tls.protocols = []", "weft.tls.protocols = []", "tls13" },
        { "weft.tls.certficate = x", "weft.tls.certficate = x", "certificate" },
        { "weft.tls.allow-plain-network = x", "weft.tls.allow-plain-network = x", "on or off" },
    };

    public void Dispose() => _node.Dispose();

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_stops_the_start_with_one_line_of_key_value_and_what_is_allowed(
        string extra, string named, string allowed)
    {
        var error = Assert.Throws<ConfigurationException>(() => Start($"{_node.Config}\n{extra}"));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_certificate_that_has_expired_stops_the_start_with_its_dates()
    {
        using var stale = new TlsNode("Stale", untilDays: -1);
        var error = Assert.Throws<ConfigurationException>(() => Start(stale.Config));
        Assert.Contains("weft.tls.certificate", error.Message, StringComparison.Ordinal);
        Assert.Contains("and now it is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_not_looked_at_while_TLS_is_off()
    {
        using var system = Start("weft.tls.certificate = \"nowhere.crt\"");
        Assert.Null(WeftExtension.Of(system).Tls.Transport);
    }

    private static ActorSystem Start(string extra) => TlsNode.Start("tls", extra + Local);
}
