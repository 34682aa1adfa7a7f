using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weft.Transport;

/// <summary>
/// An identity that lives in files: certificate and key in PEM, or both in one PKCS #12 file, and authorities in PEM.
/// The files are looked at again for each connection; where any has changed, all are read anew. Files that are wrong
/// then are told of and the identity read before stays in use. Any thread.
/// </summary>
public sealed class TlsFiles
{
    private readonly Lock _gate = new();
    private readonly string _certificate;
    private readonly string? _key;
    private readonly string? _passwordFile;
    private readonly IReadOnlyList<string> _authorities;
    private readonly Action<string>? _failed;
    private TlsIdentity _identity;
    private string _stamp;

    /// <summary>Reads the files.</summary>
    /// <param name="certificate">PEM, own certificate first; or PKCS #12 (.pfx, .p12) with the key.</param>
    /// <param name="key">The private key in PEM; null where the file of the certificate holds it.</param>
    /// <param name="passwordFile">A file whose first line is the password of the key; null for none.</param>
    /// <param name="authorities">PEM files; each certificate in them is trusted as an authority.</param>
    /// <param name="failed">Told once of each change that cannot be used. Null: nobody is told.</param>
    /// <exception cref="InvalidDataException">A file cannot be used; the text says why.</exception>
    public TlsFiles(
        string certificate,
        string? key,
        string? passwordFile,
        IReadOnlyList<string> authorities,
        Action<string>? failed = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(authorities);
        (_certificate, _key, _passwordFile, _authorities, _failed) =
            (certificate, key, passwordFile, authorities, failed);
        _stamp = Stamp();
        _identity = Read();
    }

    /// <summary>The identity of the next connection.</summary>
    public TlsIdentity Current
    {
        get
        {
            lock (_gate)
            {
                try
                {
                    var stamp = Stamp();
                    if (stamp == _stamp) return _identity;
                    _stamp = stamp;
                    _identity = Read();
                }
                catch (Exception error) when (error is InvalidDataException or IOException
                    or UnauthorizedAccessException or CryptographicException or ArgumentException)
                {
                    // A file may vanish while it is looked at, and the parts may not fit together.
                    _failed?.Invoke($"{error.Message}; connections go on with the certificate read before");
                }
                return _identity;
            }
        }
    }

    /// <summary>Reads one certificate with its key; those behind it in the file are its intermediates.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, has no key, or is not valid now.</exception>
    public static (X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Intermediates) ReadCertificate(
        string certificate, string? key, string? passwordFile)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var password = passwordFile is null ? null : ReadPassword(passwordFile);
        var all = IsPkcs12(certificate) ? ReadPkcs12(certificate, password) : ReadPem(certificate, key, password);
        var own = all.FirstOrDefault(each => each.HasPrivateKey)
            ?? throw new InvalidDataException($"{certificate} holds no certificate with a private key");
        var now = DateTime.Now;
        if (now > own.NotAfter || now < own.NotBefore)
            throw new InvalidDataException(
                $"the certificate '{own.Subject}' in {certificate} is valid from {own.NotBefore:u} to " +
                $"{own.NotAfter:u}, and now it is {now:u}");
        return (own, [.. all.Where(each => !ReferenceEquals(each, own))]);
    }

    /// <summary>Reads the certificates of one file.</summary>
    /// <exception cref="InvalidDataException">It cannot be read or holds none.</exception>
    public static IReadOnlyList<X509Certificate2> ReadAuthorities(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var found = new X509Certificate2Collection();
        Reading(file, "certificates in PEM", () => found.ImportFromPem(File.ReadAllText(file)));
        return found.Count > 0 ? [.. found] : throw new InvalidDataException($"{file} holds no certificate in PEM");
    }

    private static bool IsPkcs12(string file) =>
        Path.GetExtension(file).ToLowerInvariant() is ".pfx" or ".p12";

    private static string ReadPassword(string file)
    {
        var password = "";
        Reading(file, "a password", () => password = File.ReadLines(file).FirstOrDefault() ?? "");
        return password;
    }

    private static X509Certificate2Collection ReadPkcs12(string file, string? password)
    {
        X509Certificate2Collection found = [];
        Reading(
            file,
            "a certificate with its key in PKCS #12, or the password is another",
            () => found = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password, Storage));
        return found;
    }

    private static X509Certificate2Collection ReadPem(string file, string? key, string? password)
    {
        var found = new X509Certificate2Collection();
        Reading(file, "certificates in PEM", () => found.ImportFromPem(File.ReadAllText(file)));
        if (found.Count == 0) throw new InvalidDataException($"{file} holds no certificate in PEM");
        Reading(
            key ?? file,
            $"the private key in PEM of '{found[0].Subject}', or the password is another",
            () =>
            {
                var text = File.ReadAllText(file);
                var secret = key is null ? text : File.ReadAllText(key);
                var own = password is null
                    ? X509Certificate2.CreateFromPem(text, secret)
                    : X509Certificate2.CreateFromEncryptedPem(text, secret, password);
                found[0] = Usable(own);
            });
        return found;
    }

    // Windows takes no key for TLS that it holds in memory alone.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, Storage)
        : certificate;

    private static X509KeyStorageFlags Storage => X509KeyStorageFlags.DefaultKeySet;

    private static void Reading(string file, string what, Action read)
    {
        try
        {
            read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidDataException($"{file} cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{file} does not hold {what}: {error.Message}", error);
        }
    }

    private TlsIdentity Read()
    {
        var (own, intermediates) = ReadCertificate(_certificate, _key, _passwordFile);
        return new TlsIdentity(own, _authorities.SelectMany(ReadAuthorities), intermediates);
    }

    private string Stamp()
    {
        string[] files = [_certificate, _key ?? "", _passwordFile ?? "", .. _authorities];
        return string.Join('|', files.Where(file => file.Length > 0).Select(file =>
        {
            var found = new FileInfo(file);
            return found.Exists ? $"{found.LastWriteTimeUtc.Ticks}:{found.Length}" : "none";
        }));
    }
}
