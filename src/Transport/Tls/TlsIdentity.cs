using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Weft.Transport;

/// <summary>
/// Who this side is and whom it believes: a certificate with its private key, and the authorities whose certificates
/// are trusted. Immutable and shared; the certificates given stay the caller's and must outlive every connection.
/// </summary>
public sealed class TlsIdentity
{
    /// <summary>Makes an identity.</summary>
    /// <param name="certificate">For servers and clients alike, since each node is both; with its private key.</param>
    /// <param name="authorities">Peers must have certificates that one of these has issued.</param>
    /// <param name="intermediates">Sent along where the certificate was not issued by an authority itself.</param>
    /// <exception cref="ArgumentException">The certificate has no private key.</exception>
    public TlsIdentity(
        X509Certificate2 certificate,
        IEnumerable<X509Certificate2> authorities,
        IEnumerable<X509Certificate2>? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(authorities);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException(
                $"the certificate '{certificate.Subject}' has no private key: nothing can be proved with it",
                nameof(certificate));
        Certificate = certificate;
        Authorities = [.. authorities];
        Context = SslStreamCertificateContext.Create(
            certificate, intermediates is null ? null : [.. intermediates], offline: true);
    }

    /// <summary>This side's own certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The authorities that are trusted.</summary>
    public IReadOnlyList<X509Certificate2> Authorities { get; }

    /// <summary>The certificate as handshakes want it, made once.</summary>
    internal SslStreamCertificateContext Context { get; }
}
