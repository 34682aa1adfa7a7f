using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Weft.Transport;

namespace Weft.Actors;

/// <summary>What stands under <c>weft.tls</c>, read once and checked, with the files it names.</summary>
/// <param name="Transport">What data connections get; null where TLS is off.</param>
/// <param name="AllowsPlainNetwork">
/// True: a node may run tasks for others on an address that is not loopback, without TLS.
/// </param>
internal sealed record TlsSettings(TlsOptions? Transport, bool AllowsPlainNetwork)
{
    /// <summary>The key that lets tasks run without TLS.</summary>
    public const string PlainNetworkKey = $"{Section}.allow-plain-network";

    /// <summary>The key that turns TLS on.</summary>
    public const string EnabledKey = $"{Section}.enabled";

    private const string Section = "weft.tls";

    /// <summary>Reads the section, and the files where TLS is on.</summary>
    /// <param name="reader">The configuration.</param>
    /// <param name="failed">Told of each later change of the files that cannot be used.</param>
    /// <exception cref="Akka.Configuration.ConfigurationException">A value or a file is not allowed.</exception>
    public static TlsSettings Read(SettingsReader reader, Action<string> failed)
    {
        var isOn = reader.Switch(EnabledKey);
        var files = new Files(
            reader.Text($"{Section}.certificate"),
            Optional(reader.Text($"{Section}.key")),
            Optional(reader.Text($"{Section}.password-file")),
            reader.Strings($"{Section}.authorities"));
        var trustsMachine = reader.Switch($"{Section}.trust-machine-store");
        var checksNames = reader.Switch($"{Section}.check-names");
        var revocation = ReadRevocation(reader);
        var protocols = ReadProtocols(reader);
        var allowsPlain = reader.Switch(PlainNetworkKey);
        if (!isOn) return new(null, allowsPlain);

        Require(files, trustsMachine);
        var source = new TlsFiles(files.Certificate, files.Key, files.PasswordFile, files.Authorities, failed);
        var transport = new TlsOptions(() => source.Current)
        {
            ChecksNames = checksNames,
            TrustsMachineStore = trustsMachine,
            Revocation = revocation,
            Protocols = protocols,
        };
        return new(transport, allowsPlain);
    }

    // Each file by its own key, so that the message names the one that is wrong.
    private static void Require(Files files, bool trustsMachine)
    {
        const string certificate = $"{Section}.certificate", authorities = $"{Section}.authorities";
        if (files.Certificate.Length == 0)
            throw SettingsReader.Wrong(
                certificate, "\"\"", $"must name a file while {EnabledKey} is on; 'weft cert node' makes one");
        if (files.PasswordFile is not null && !File.Exists(files.PasswordFile))
            throw SettingsReader.Wrong($"{Section}.password-file", files.PasswordFile, "is no file");
        try
        {
            TlsFiles.ReadCertificate(files.Certificate, files.Key, files.PasswordFile);
        }
        catch (InvalidDataException error)
        {
            var isKey = files.Key is not null && error.Message.StartsWith(files.Key, StringComparison.Ordinal);
            var allowed = isKey ? "must be its private key in PEM" : "must be a certificate valid now, with its key";
            throw SettingsReader.Wrong(
                isKey ? $"{Section}.key" : certificate,
                isKey ? files.Key! : files.Certificate,
                $"{allowed}: {error.Message}",
                error);
        }

        if (files.Authorities.Count == 0 && !trustsMachine)
            throw SettingsReader.Wrong(
                authorities, "[]", $"must name at least one file while {Section}.trust-machine-store is off");
        foreach (var file in files.Authorities)
        {
            try
            {
                TlsFiles.ReadAuthorities(file);
            }
            catch (InvalidDataException error)
            {
                throw SettingsReader.Wrong(authorities, file, $"must hold certificates in PEM: {error.Message}", error);
            }
        }
    }

    private static X509RevocationMode ReadRevocation(SettingsReader reader)
    {
        const string key = $"{Section}.revocation";
        return reader.Text(key) switch
        {
            "off" => X509RevocationMode.NoCheck,
            "offline" => X509RevocationMode.Offline,
            "online" => X509RevocationMode.Online,
            var other => throw SettingsReader.Wrong(key, other, "must be off, offline or online"),
        };
    }

    private static SslProtocols ReadProtocols(SettingsReader reader)
    {
        const string key = $"{Section}.protocols";
        const string allowed = "must be a list of tls12, tls13 or both";
        var protocols = SslProtocols.None;
        foreach (var name in reader.Strings(key))
        {
            protocols |= name switch
            {
                "tls12" => SslProtocols.Tls12,
                "tls13" => SslProtocols.Tls13,
                _ => throw SettingsReader.Wrong(key, name, allowed),
            };
        }

        return protocols != SslProtocols.None ? protocols : throw SettingsReader.Wrong(key, "[]", allowed);
    }

    private static string? Optional(string text) => text.Length == 0 ? null : text;

    private sealed record Files(
        string Certificate, string? Key, string? PasswordFile, IReadOnlyList<string> Authorities);
}
