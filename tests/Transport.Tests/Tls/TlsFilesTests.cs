using System.Security.Cryptography.X509Certificates;
using Weft.Transport.Certificates;

namespace Weft.Transport.Tests;

public sealed class TlsFilesTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Keys_can_be_read_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in _authority.WriteNode())
        {
            var isSecret = Path.GetExtension(file) is ".key" or ".pfx";
            var mode = File.GetUnixFileMode(file);
            Assert.Equal(isSecret, mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Fact]
    public void Files_that_are_there_are_kept_and_none_is_left_half_written()
    {
        var files = _authority.WriteNode();
        var before = files.Select(File.ReadAllBytes).ToArray();
        var error = Assert.Throws<IOException>(() => _authority.WriteNode());
        Assert.Contains("is there already", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, files.Select(File.ReadAllBytes));
        Assert.Equal(files.Order(), Directory.GetFiles(_authority.Folder).Order());
    }

    [Fact]
    public async Task Certificates_that_are_replaced_serve_the_next_connection()
    {
        _authority.WriteNode();
        var files = _authority.Files();
        var options = Pair.Options("tcp://tls") with { Tls = new TlsOptions(() => files.Current) };
        await using var listener = ConnectionListener.Start(Pair.AnyPort, options, _ => new Recorder());
        await using var first = await ConnectionDialer.ConnectAsync(
            listener.LocalEndPoint, options, _ => new Recorder(), default);
        var before = files.Current.Certificate.SerialNumber;

        _authority.WriteNode(replaces: true);
        await using var second = await ConnectionDialer.ConnectAsync(
            listener.LocalEndPoint, options, _ => new Recorder(), default);
        Assert.NotEqual(before, files.Current.Certificate.SerialNumber);
        Assert.Null(first.ClosedReason);
    }

    [Fact]
    public void Files_that_became_wrong_are_told_of_once_and_those_before_stay_in_use()
    {
        _authority.WriteNode();
        var told = new List<string>();
        var files = _authority.Files(told.Add);
        var before = files.Current;
        File.WriteAllText(Path.Combine(_authority.Folder, CertificateFolder.NodeCertificate), "nonsense");
        Assert.Same(before, files.Current);
        Assert.Same(before, files.Current);
        Assert.Contains("node.crt holds no certificate in PEM", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_is_read_from_PEM_from_PKCS12_and_behind_a_password()
    {
        _authority.WriteNode();
        using var node = _authority.Issue();
        var (pem, pfx, secret) = (InFolder("one.pem"), InFolder("one.pfx"), InFolder("password"));
        using var key = node.GetECDsaPrivateKey()!;
        File.WriteAllText(pem, node.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(secret, "three words long\n");
        File.WriteAllBytes(pfx, node.Export(X509ContentType.Pkcs12, "three words long"));
        Assert.Equal(node.SerialNumber, TlsFiles.ReadCertificate(pem, null, null).Certificate.SerialNumber);
        Assert.Equal(node.SerialNumber, TlsFiles.ReadCertificate(pfx, null, secret).Certificate.SerialNumber);
        TlsFiles.ReadCertificate(InFolder(CertificateFolder.NodePkcs12), null, null);

        var encrypted = InFolder("encrypted.key");
        File.WriteAllText(encrypted, key.ExportEncryptedPkcs8PrivateKeyPem("three words long", new(
            System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc,
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            1000)));
        Assert.Equal(node.SerialNumber, TlsFiles.ReadCertificate(pem, encrypted, secret).Certificate.SerialNumber);
    }

    [Theory]
    [InlineData("missing.crt", null, "missing.crt cannot be read")]
    [InlineData("node.crt", null, "node.crt does not hold the private key")]
    [InlineData("node.crt", "authority.key", "authority.key cannot be read")]
    [InlineData("node.crt", "other.key", "other.key does not hold the private key")]
    [InlineData("garbage.pfx", null, "garbage.pfx does not hold a certificate with its key")]
    [InlineData("empty.crt", null, "empty.crt holds no certificate in PEM")]
    public void A_file_that_cannot_be_used_is_named(string certificate, string? key, string said)
    {
        _authority.WriteNode();
        using var other = _authority.Issue();
        using var otherKey = other.GetECDsaPrivateKey()!;
        File.WriteAllText(InFolder("other.key"), otherKey.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(InFolder("empty.crt"), "");
        File.WriteAllBytes(InFolder("garbage.pfx"), Pair.Bytes(500));
        var error = Assert.Throws<InvalidDataException>(
            () => TlsFiles.ReadCertificate(InFolder(certificate), key is null ? null : InFolder(key), null));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_out_of_its_time_is_not_read()
    {
        using var stale = _authority.Issue("127.0.0.1", -9, -8);
        File.WriteAllBytes(InFolder("stale.pfx"), stale.Export(X509ContentType.Pkcs12, ""));
        var error = Assert.Throws<InvalidDataException>(
            () => TlsFiles.ReadCertificate(InFolder("stale.pfx"), null, null));
        Assert.Contains($"to {stale.NotAfter:u}, and now it is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_is_never_valid_longer_than_its_authority()
    {
        using var node = _authority.Issue("127.0.0.1", -5000, 5000);
        Assert.Equal(_authority.Certificate.NotBefore, node.NotBefore);
        Assert.Equal(_authority.Certificate.NotAfter, node.NotAfter);
        Assert.Throws<ArgumentException>(() => CertificateAuthority.Of(node));
        Assert.Throws<ArgumentException>(() => new TlsIdentity(
            X509CertificateLoader.LoadCertificate(node.RawData), [_authority.Certificate]));
    }

    [Fact]
    public void Only_TLS_of_today_can_be_asked_for()
    {
        var tls = _authority.Tls();
#pragma warning disable SYSLIB0039 // Refused is what it must be.
        Assert.Throws<ArgumentOutOfRangeException>(
            () => tls with { Protocols = System.Security.Authentication.SslProtocols.Tls11 });
#pragma warning restore SYSLIB0039
        Assert.Throws<ArgumentOutOfRangeException>(
            () => tls with { Protocols = System.Security.Authentication.SslProtocols.None });
    }

    private string InFolder(string name) => Path.Combine(_authority.Folder, name);
}
