using Akka.Actor;
using Akka.Actor.Setup;
using Weft.Serialization;
using Weft.Transport.Certificates;

namespace Weft.Actors.Tests;

/// <summary>A folder with a node's certificate from an authority, and systems that use it.</summary>
internal sealed class TlsNode : IDisposable
{
    public TlsNode(string authority = "Test authority", double untilDays = 1)
    {
        var now = DateTimeOffset.UtcNow;
        Folder = Directory.CreateTempSubdirectory("weft-tls-").FullName.Replace('\\', '/');
        using var issuer = CertificateAuthority.Create(authority, now.AddDays(-9), now.AddDays(9));
        using var node = issuer.Issue(["127.0.0.1"], now.AddDays(-5), now.AddDays(untilDays));
        CertificateFolder.WriteNode(Folder, node, issuer, replaces: false);
    }

    public string Folder { get; }

    public string Config =>
        $$"""
        weft.tls {
          enabled = on
          certificate = "{{Folder}}/node.crt"
          key = "{{Folder}}/node.key"
          authorities = ["{{Folder}}/authority.crt"]
        }
        """;

    public static ActorSystem Start(string name, string extra) => ActorSystem.Create(name, ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(TwoSystems.ConfigOf(extra)), new WeftSetup(new SerializerRegistry())));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
