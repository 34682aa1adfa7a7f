using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weft.Transport.Certificates;

/// <summary>
/// A private authority that issues certificates for nodes: ECDSA over P-256, SHA-256. Whoever holds its key can make
/// nodes that the others believe; nodes need its certificate only.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    private const int SerialBytes = 16;

    // Purposes of a key, RFC 5280, 4.2.1.12.
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private CertificateAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>The certificate with its key; owned by this object.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes an authority with a new key.</summary>
    /// <param name="name">Its common name, for people.</param>
    /// <param name="from">The first moment of its validity.</param>
    /// <param name="until">The last one.</param>
    public static CertificateAuthority Create(string name, DateTimeOffset from, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var signer = X509SignatureGenerator.CreateForECDsa(key);
        using var issued = request.Create(request.SubjectName, signer, from, until, Serial());
        return new(issued.CopyWithPrivateKey(key));
    }

    /// <summary>An authority made before.</summary>
    /// <exception cref="ArgumentException">The certificate is no authority's, or has no key.</exception>
    public static CertificateAuthority Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>()
            .Any(constraints => constraints.CertificateAuthority);
        if (!isAuthority || !certificate.HasPrivateKey)
            throw new ArgumentException(
                $"'{certificate.Subject}' is no authority with its private key", nameof(certificate));
        return new(certificate);
    }

    /// <summary>A certificate with a new key for one node, for servers and clients; the caller's to dispose.</summary>
    /// <param name="names">Host names and addresses by which the node is dialed; the first is its common name.</param>
    /// <param name="from">The first moment of its validity, moved into the authority's own.</param>
    /// <param name="until">The last one, likewise.</param>
    /// <exception cref="ArgumentException">There is no name, or one is neither host name nor address.</exception>
    public X509Certificate2 Issue(IReadOnlyList<string> names, DateTimeOffset from, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0) throw new ArgumentException("a node needs at least one name", nameof(names));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(names[0]), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerPurpose), new Oid(ClientPurpose)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        request.CertificateExtensions.Add(AlternativeNames(names));
        var (first, last) = (new DateTimeOffset(Certificate.NotBefore), new DateTimeOffset(Certificate.NotAfter));
        using var issued = request.Create(
            Certificate, from < first ? first : from, until > last ? last : until, Serial());
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => Certificate.Dispose();

    private static X500DistinguishedName NameOf(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else if (IsHostName(name))
                alternatives.AddDnsName(name);
            else
                throw new ArgumentException($"'{name}' is neither a host name nor an address", nameof(names));
        }
        return alternatives.Build();
    }

    private static bool IsHostName(string name)
    {
        var plain = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return plain.Length > 0 && plain.All(char.IsAscii) && Uri.CheckHostName(plain) == UriHostNameType.Dns;
    }

    // Positive, as RFC 5280 wants it.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
