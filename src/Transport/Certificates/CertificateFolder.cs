using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Weft.Transport.Certificates;

/// <summary>
/// Certificates and keys as files. Files with a key can be read by their owner alone (mode 600; on Windows they have
/// the folder's rights). Each file appears whole or not at all, so that a running node never reads half of one.
/// </summary>
public static class CertificateFolder
{
    /// <summary>The authority's certificate: for every node.</summary>
    public const string AuthorityCertificate = "authority.crt";

    /// <summary>The authority's key: stays with whoever makes certificates.</summary>
    public const string AuthorityKey = "authority.key";

    /// <summary>A node's certificate in PEM.</summary>
    public const string NodeCertificate = "node.crt";

    /// <summary>A node's key in PEM.</summary>
    public const string NodeKey = "node.key";

    /// <summary>Both in PKCS #12 with an empty password, as Akka's remoting wants them.</summary>
    public const string NodePkcs12 = "node.pfx";

    /// <summary>Writes an authority's certificate and key.</summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="authority">What to write.</param>
    /// <param name="replaces">False: files that are there already are an error, and nothing is written.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static IReadOnlyList<string> WriteAuthority(string folder, CertificateAuthority authority, bool replaces)
    {
        ArgumentNullException.ThrowIfNull(authority);
        return Write(
            folder,
            replaces,
            (AuthorityCertificate, Certificate(authority.Certificate), false),
            (AuthorityKey, Key(authority.Certificate), true));
    }

    /// <summary>Reads an authority.</summary>
    /// <exception cref="InvalidDataException">The folder holds none.</exception>
    public static CertificateAuthority ReadAuthority(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var (certificate, key) = (Path.Combine(folder, AuthorityCertificate), Path.Combine(folder, AuthorityKey));
        try
        {
            return CertificateAuthority.Of(X509Certificate2.CreateFromPemFile(certificate, key));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            throw new InvalidDataException(
                $"{certificate} and {key} hold no authority with its key: {error.Message}", error);
        }
    }

    /// <summary>Writes what a node needs: certificate and key, both also as one file, and the authority's.</summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="node">The node's certificate with its key.</param>
    /// <param name="authority">Who issued it.</param>
    /// <param name="replaces">False: files that are there already are an error, and nothing is written.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static IReadOnlyList<string> WriteNode(
        string folder, X509Certificate2 node, CertificateAuthority authority, bool replaces)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(authority);
        return Write(
            folder,
            replaces,
            (NodeCertificate, Certificate(node), false),
            (NodeKey, Key(node), true),
            (NodePkcs12, node.Export(X509ContentType.Pkcs12, ""), true),
            (AuthorityCertificate, Certificate(authority.Certificate), false));
    }

    private static byte[] Certificate(X509Certificate2 certificate) =>
        Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n");

    private static byte[] Key(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()
            ?? throw new ArgumentException($"'{certificate.Subject}' has no ECDSA key", nameof(certificate));
        return Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static List<string> Write(
        string folder, bool replaces, params (string Name, byte[] Content, bool IsSecret)[] files)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Directory.CreateDirectory(folder);
        foreach (var (name, content, _) in files)
        {
            var path = Path.Combine(folder, name);
            if (!replaces && File.Exists(path) && !content.AsSpan().SequenceEqual(File.ReadAllBytes(path)))
                throw new IOException($"{path} is there already and is kept");
        }
        var written = new List<string>();
        foreach (var (name, content, isSecret) in files)
        {
            var path = Path.Combine(folder, name);
            if (replaces || !File.Exists(path)) WriteWhole(path, content, isSecret, replaces);
            written.Add(path);
        }
        return written;
    }

    private static void WriteWhole(string path, byte[] content, bool isSecret, bool replaces)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(unfinished, options)) file.Write(content);
            File.Move(unfinished, path, replaces);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
