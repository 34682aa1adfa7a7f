using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;

namespace Weft.Actors;

/// <summary>
/// Refuses what would look protected and is not: remoting with TLS that asks nobody for a certificate, and tasks for
/// others on a network without TLS.
/// </summary>
public static class TlsCheck
{
    private const string Tcp = "akka.remote.dot-netty.tcp";
    private const string MutualKey = $"{Tcp}.ssl.require-mutual-authentication";
    private const string SuppressKey = $"{Tcp}.ssl.suppress-validation";
    private const string EnabledKey = TlsSettings.EnabledKey;
    private const string Defaults = "Akka.Remote.Configuration.Remote.conf";

    /// <summary>What Akka's remoting at hand knows, by its own reference.</summary>
    internal static Config RemoteDefaults { get; } = ReadDefaults();

    /// <summary>
    /// Refuses TLS of remoting that cannot be mutual or is told not to be. Weft's extension calls this when a system
    /// starts, but remoting listens already by then; a host calls it before.
    /// </summary>
    /// <param name="config">The whole configuration of a system.</param>
    /// <exception cref="ConfigurationException">Names the key and what to do instead.</exception>
    public static void RequireMutualRemoting(Config config) => RequireMutualRemoting(config, RemoteDefaults);

    /// <summary>
    /// Refuses a system that others can reach from elsewhere without TLS, and that is to run tasks for them: whoever
    /// reaches it could run code there. To be called before a scheduler or worker starts.
    /// </summary>
    /// <exception cref="ConfigurationException">Names the address, and what to do.</exception>
    public static void RequireForTaskExecution(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var extension = WeftExtension.Of(system);
        if (!extension.System.Provider.DefaultAddress.HasGlobalScope) return;
        RequireForTaskExecution(
            system.Settings.Config, extension.Tls, extension.Bulk.Settings.Hostname, Dns.GetHostAddresses);
    }

    /// <summary>
    /// The same, on the configuration of a system that does not exist yet: remoting and the data port listen as soon as
    /// it does. For hosts that start a scheduler or worker with remoting.
    /// </summary>
    /// <param name="config">The whole configuration, with <see cref="WeftConfig.Reference"/> in it.</param>
    /// <exception cref="ConfigurationException">
    /// Names the address and what to do; or a key or file of <c>weft.tls</c> that is wrong.
    /// </exception>
    public static void RequireForTaskExecution(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var reader = new SettingsReader(config);
        var tls = TlsSettings.Read(reader, static _ => { });
        RequireForTaskExecution(config, tls, BulkSettings.Read(reader).Hostname, Dns.GetHostAddresses);
    }

    /// <summary>The same, against any reference of remoting.</summary>
    internal static void RequireMutualRemoting(Config config, Config remoteDefaults)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!IsOn(config, $"{Tcp}.enable-ssl")) return;
        if (!remoteDefaults.HasPath(MutualKey))
        {
            throw SettingsReader.Wrong(
                $"{Tcp}.enable-ssl",
                config.GetString($"{Tcp}.enable-ssl"),
                "this Akka asks no peer for a certificate, so anyone could connect; run Akka 1.5.52 or later, or " +
                $"turn it off and keep remoting on loopback or inside a tunnel ({EnabledKey} protects data only)");
        }

        if (config.HasPath(MutualKey) && !IsOn(config, MutualKey))
            throw SettingsReader.Wrong(MutualKey, config.GetString(MutualKey), "must stay on: else anyone can connect");
        if (IsOn(config, SuppressKey))
            throw SettingsReader.Wrong(
                SuppressKey, config.GetString(SuppressKey), "must stay off: else any certificate opens the door");
    }

    /// <summary>The same, for given names of hosts.</summary>
    internal static void RequireForTaskExecution(
        Config config, TlsSettings tls, string bulkHostname, Func<string, IPAddress[]> resolve)
    {
        if (tls.AllowsPlainNetwork) return;
        if (!IsOn(config, $"{Tcp}.enable-ssl")) RequireLoopback($"{Tcp}.hostname", Hostname(config), resolve);
        if (tls.Transport is not null) return;
        if (bulkHostname.Length > 0) RequireLoopback("weft.bulk.hostname", bulkHostname, resolve);
        // Empty: where remoting is reached from.
        else RequireLoopback($"{Tcp}.hostname", PublicHostname(config), resolve);
    }

    private static void RequireLoopback(string key, string host, Func<string, IPAddress[]> resolve)
    {
        if (IsLoopback(host, resolve)) return;
        throw SettingsReader.Wrong(
            key,
            host,
            "is not loopback, and this node runs tasks for whoever reaches it, without TLS; protect remoting " +
            $"({Tcp}.enable-ssl, Akka 1.5.52 or later) and data ({EnabledKey}), bind 127.0.0.1, or on a network you " +
            $"trust as a whole set {TlsSettings.PlainNetworkKey} = on");
    }

    private static bool IsLoopback(string host, Func<string, IPAddress[]> resolve)
    {
        if (IPAddress.TryParse(host, out var address)) return IPAddress.IsLoopback(address);
        try
        {
            var found = resolve(host);
            return found.Length > 0 && found.All(IPAddress.IsLoopback);
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            return false;
        }
    }

    // As Akka reads it: nothing means every address of the machine.
    private static string Hostname(Config config) =>
        config.GetString($"{Tcp}.hostname") is { } host && !string.IsNullOrWhiteSpace(host) ? host : "0.0.0.0";

    private static string PublicHostname(Config config) =>
        config.GetString($"{Tcp}.public-hostname") is { } host && !string.IsNullOrWhiteSpace(host)
            ? host
            : Hostname(config);

    private static bool IsOn(Config config, string key) => config.HasPath(key) && config.GetBoolean(key);

    private static Config ReadDefaults()
    {
        using var stream = typeof(RemoteActorRefProvider).Assembly.GetManifestResourceStream(Defaults)
            ?? throw new ConfigurationException($"Akka.Remote has no {Defaults}: this Akka is not known to Weft");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
