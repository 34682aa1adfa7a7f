using System.CommandLine;
using Weft.Transport;
using Weft.Transport.Certificates;

namespace Weft.Node.Tests;

public sealed class CertCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-cert-").FullName;

    private string Authority => Path.Combine(_folder, "ca");

    private string Node => Path.Combine(_folder, "node");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_authority_and_a_node_are_made_and_TLS_takes_them()
    {
        Assert.Equal(0, Run("authority", "--out", Authority));
        Assert.Equal(0, Run("node", "--authority", Authority, "--name", "node-1,127.0.0.1", "--out", Node));
        var files = new TlsFiles(
            Path.Combine(Node, CertificateFolder.NodeCertificate),
            Path.Combine(Node, CertificateFolder.NodeKey),
            null,
            [Path.Combine(Node, CertificateFolder.AuthorityCertificate)]);
        Assert.True(files.Current.Certificate.MatchesHostname("node-1"));
        Assert.True(files.Current.Certificate.MatchesHostname("127.0.0.1"));
        Assert.InRange(files.Current.Certificate.NotAfter, DateTime.Now.AddDays(396), DateTime.Now.AddDays(398));
        Assert.False(File.Exists(Path.Combine(Node, CertificateFolder.AuthorityKey)));
    }

    [Fact]
    public void What_is_there_is_kept_without_force_and_replaced_with_it()
    {
        Assert.Equal(0, Run("authority", "--out", Authority));
        var key = Path.Combine(Authority, CertificateFolder.AuthorityKey);
        var before = File.ReadAllText(key);
        Assert.Equal(2, Run("authority", "--out", Authority));
        Assert.Equal(before, File.ReadAllText(key));
        Assert.Equal(0, Run("authority", "--out", Authority, "--force"));
        Assert.NotEqual(before, File.ReadAllText(key));
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("node", "--authority", "nowhere", "--name", "a", "--out", "x")]
    [InlineData("node", "--authority", "nowhere", "--out", "x")]
    [InlineData("authority", "--out", "x", "--days", "0")]
    public void A_command_that_cannot_be_carried_out_fails_and_writes_nothing(params string[] words)
    {
        var placed = words.Select(word => word is "nowhere" or "x" ? Path.Combine(_folder, word) : word);
        Assert.NotEqual(0, Run([.. placed]));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_name_that_is_neither_host_nor_address_is_refused()
    {
        Assert.Equal(0, Run("authority", "--out", Authority));
        Assert.Equal(2, Run("node", "--authority", Authority, "--name", "no host", "--out", Node));
        Assert.False(Directory.Exists(Node));
    }

    private static int Run(params string[] words)
    {
        var quiet = new InvocationConfiguration { Output = TextWriter.Null, Error = TextWriter.Null };
        return CertCommand.Create().Parse(words).Invoke(quiet);
    }
}
