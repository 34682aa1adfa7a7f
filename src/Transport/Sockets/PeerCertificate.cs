using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Weft.Transport;

/// <summary>Whether a peer's certificate is believed, and if not, why, in words that name it.</summary>
internal static class PeerCertificate
{
    /// <summary>How chains are to be built: from the identity's authorities, without asking the network.</summary>
    public static X509ChainPolicy PolicyFor(TlsOptions options, TlsIdentity identity)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = options.Revocation,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
            DisableCertificateDownloads = options.Revocation == X509RevocationMode.NoCheck,
        };
        X509Certificate2[] authorities = [.. identity.Authorities];
        if (options.TrustsMachineStore)
        {
            // Trusted beside the machine's, which a chain policy does not offer: judged a second time below.
            policy.ExtraStore.AddRange(authorities);
        }
        else
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }
        return policy;
    }

    /// <summary>Null where the certificate is believed, else the reason.</summary>
    /// <param name="certificate">What the peer has shown.</param>
    /// <param name="chain">Built by <see cref="PolicyFor"/>.</param>
    /// <param name="errors">What the handshake found.</param>
    /// <param name="host">The name that was dialed; null to ask for none.</param>
    /// <param name="options">Whom to believe.</param>
    /// <param name="identity">The authorities.</param>
    public static string? Judge(
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        string? host,
        TlsOptions options,
        TlsIdentity identity)
    {
        if (certificate is not X509Certificate2 peer || chain is null) return "no certificate was shown";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsOwn(peer, chain, options, identity))
            return $"the certificate '{peer.Subject}' {Reason(peer, chain, options, identity)}";
        return host is null || peer.MatchesHostname(host, allowWildcards: true, allowCommonName: false)
            ? null
            : $"the certificate '{peer.Subject}' is for {Names(peer)}, not for '{host}' that was dialed";
    }

    // Where the machine's authorities are trusted too, and the peer's is none of them.
    private static bool IsOwn(X509Certificate2 peer, X509Chain chain, TlsOptions options, TlsIdentity identity)
    {
        if (!options.TrustsMachineStore || identity.Authorities.Count == 0) return false;
        using var second = new X509Chain();
        second.ChainPolicy = PolicyFor(options with { TrustsMachineStore = false }, identity);
        foreach (var purpose in chain.ChainPolicy.ApplicationPolicy) second.ChainPolicy.ApplicationPolicy.Add(purpose);
        second.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return second.Build(peer);
    }

    private static string Reason(X509Certificate2 peer, X509Chain chain, TlsOptions options, TlsIdentity identity)
    {
        var all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, one) => flags | one.Status);
        const X509ChainStatusFlags unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
            | X509ChainStatusFlags.NotSignatureValid;
        if ((all & unknown) != 0)
        {
            var trusted = identity.Authorities.Select(each => $"'{each.Subject}'");
            if (options.TrustsMachineStore) trusted = trusted.Append("those of the machine");
            return $"was issued by '{peer.Issuer}', which is not among the trusted authorities " +
                $"({string.Join(", ", trusted)})";
        }
        if (all.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return $"is valid from {peer.NotBefore:u} to {peer.NotAfter:u}, and now it is {DateTime.Now:u}, or that " +
                "of its authority is not valid now";
        if (all.HasFlag(X509ChainStatusFlags.Revoked)) return "was revoked";
        if (all.HasFlag(X509ChainStatusFlags.NotValidForUsage))
            return "is not for this use: nodes need one for servers and clients (extended key usage)";
        return $"is not valid: {string.Join("; ", chain.ChainStatus.Select(one => one.StatusInformation.Trim()))}";
    }

    private static string Names(X509Certificate2 peer)
    {
        var alternatives = peer.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (alternatives is null) return "no name";
        var names = alternatives.EnumerateDnsNames().Concat(
            alternatives.EnumerateIPAddresses().Select(each => each.ToString()));
        return string.Join(", ", names.Select(name => $"'{name}'"));
    }
}
