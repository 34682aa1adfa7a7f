using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Weft.Transport;

/// <summary>
/// Mutual TLS: both ends show a certificate, and nothing else is read or written before each has believed the other.
/// Immutable; one record serves a listener and any number of dialers.
/// </summary>
/// <param name="identity">
/// Asked once for each connection, on any thread: so certificates can be replaced while a node runs. Must not throw.
/// </param>
public sealed record TlsOptions(Func<TlsIdentity> identity)
{
    private const SslProtocols Known = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>An identity that stays.</summary>
    public TlsOptions(TlsIdentity identity)
        : this(() => identity) => ArgumentNullException.ThrowIfNull(identity);

    /// <summary>The identity of the next connection.</summary>
    public Func<TlsIdentity> Identity { get; } = identity ?? throw new ArgumentNullException(nameof(identity));

    /// <summary>
    /// True: a dialer accepts a listener only where its certificate names the host that was dialed. A listener asks
    /// dialers for no name: whoever holds a certificate of a trusted authority may connect.
    /// </summary>
    public bool ChecksNames { get; init; } = true;

    /// <summary>True: authorities that the machine trusts count beside the identity's own.</summary>
    public bool TrustsMachineStore { get; init; }

    /// <summary>
    /// How revocation is looked up. Private authorities seldom publish any, so nothing is asked unless set.
    /// </summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>TLS 1.3, TLS 1.2, or both.</summary>
    public SslProtocols Protocols
    {
        get;
        init => field = value != SslProtocols.None && (value & ~Known) == 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Protocols), value, "must be Tls12, Tls13 or both");
    } = Known;
}
