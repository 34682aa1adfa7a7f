using System.Security.Cryptography.X509Certificates;
using Weft.Transport.Certificates;

namespace Weft.Transport.Tests;

/// <summary>Certificates of a private authority, in memory and in a folder that goes away.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly CertificateAuthority _authority;

    public TestAuthority(string name = "Test authority")
    {
        _authority = CertificateAuthority.Create(name, Now.AddYears(-2), Now.AddYears(2));
        Folder = Directory.CreateTempSubdirectory("weft-tls-").FullName;
    }

    public static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public string Folder { get; }

    public X509Certificate2 Certificate => _authority.Certificate;

    public X509Certificate2 Issue(string names = "127.0.0.1", double fromDays = -1, double untilDays = 1) =>
        _authority.Issue(names.Split(','), Now.AddDays(fromDays), Now.AddDays(untilDays));

    public TlsOptions Tls(string names = "127.0.0.1") => new(new TlsIdentity(Issue(names), [Certificate]));

    public TlsOptions Showing(X509Certificate2 certificate) => new(new TlsIdentity(certificate, [Certificate]));

    public IReadOnlyList<string> WriteNode(bool replaces = false) =>
        CertificateFolder.WriteNode(Folder, Issue(), _authority, replaces);

    public TlsFiles Files(Action<string>? failed = null) => new(
        Path.Combine(Folder, CertificateFolder.NodeCertificate),
        Path.Combine(Folder, CertificateFolder.NodeKey),
        null,
        [Path.Combine(Folder, CertificateFolder.AuthorityCertificate)],
        failed);

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
