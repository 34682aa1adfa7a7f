using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;

namespace Weft.Actors;

/// <summary>
/// The configuration of a node, put together from its layers and held against what a node needs before anything
/// starts. Immutable.
/// </summary>
internal sealed class NodeConfig
{
    /// <summary>The name of every node's actor system, which addresses carry.</summary>
    public const string SystemName = "weft";

    private const string RolesKey = "akka.cluster.roles";
    private const string SeedsKey = "akka.cluster.seed-nodes";
    private const string HostKey = "akka.remote.dot-netty.tcp.hostname";
    private const string PortKey = "akka.remote.dot-netty.tcp.port";

    private NodeConfig(NodeRole role, Config composed, string? file)
    {
        (Role, Composed, File) = (role, composed, file);
        var reader = new SettingsReader(composed);
        Settings = NodeSettings.Read(reader);
        Roles = reader.Strings(RolesKey);
        Seeds = reader.Strings(SeedsKey);
        Hostname = reader.Text(HostKey);
        Port = reader.Port(PortKey);
        Protocol = composed.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl") ? "akka.ssl.tcp" : "akka.tcp";
        if (!Roles.Contains(RoleName(role)))
        {
            throw SettingsReader.Wrong(
                RolesKey, $"[{string.Join(", ", Roles)}]", $"must contain {RoleName(role)}, this node's own role");
        }

        if (Seeds.Count == 0)
        {
            throw SettingsReader.Wrong(
                SeedsKey, "[]", "must name scheduler nodes to join by; the first node of a cluster names self");
        }

        foreach (var seed in Seeds) _ = SeedAddress(seed, new Address(Protocol, SystemName, "self", 1));
    }

    /// <summary>What the node does.</summary>
    public NodeRole Role { get; }

    /// <summary>The file that took part; null for none.</summary>
    public string? File { get; }

    /// <summary>Everything, without Akka's own reference.</summary>
    public Config Composed { get; }

    /// <summary>What stands under <c>weft.node</c>.</summary>
    public NodeSettings Settings { get; }

    /// <summary>The node's roles, its own among them.</summary>
    public IReadOnlyList<string> Roles { get; }

    /// <summary>Whom to join by, as they are written.</summary>
    public IReadOnlyList<string> Seeds { get; }

    /// <summary>Where it listens; others reach it there too, unless it has a public host name.</summary>
    public string Hostname { get; }

    /// <summary>The port of that; 0 lets the system choose.</summary>
    public int Port { get; }

    private string Protocol { get; }

    /// <summary>The role as members carry it.</summary>
    public static string RoleName(NodeRole role) => role switch
    {
        NodeRole.Scheduler => WeftRoles.SchedulerRole,
        NodeRole.Worker => WeftRoles.WorkerRole,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "is not a role"),
    };

    /// <summary>Puts the layers together.</summary>
    /// <exception cref="NodeException">A layer is wrong; the line names what.</exception>
    public static NodeConfig Compose(NodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var file = options.Flags.TextOf(NodeFlag.ConfigFile) ?? options.Environment.TextOf(NodeFlag.ConfigFile);
        var composed = options.Flags.ToConfig(options.Role)
            .WithFallback(options.Environment.ToConfig(options.Role))
            .WithFallback(file is null ? Config.Empty : ReadFile(file))
            .WithFallback(Embedded($"{options.Role}".ToLowerInvariant()))
            .WithFallback(Embedded("node"))
            .WithFallback(WeftConfig.Reference);
        try
        {
            return new NodeConfig(options.Role, composed, file);
        }
        catch (ConfigurationException wrong)
        {
            throw new NodeException(NodeExitCode.WrongSettings, OneLine.Of(wrong), wrong);
        }
    }

    /// <summary>A file of Weft's own in HOCON: <c>scheduler</c>, <c>worker</c>, <c>client</c> or <c>node</c>.</summary>
    public static Config Embedded(string name)
    {
        using var stream = typeof(NodeConfig).Assembly.GetManifestResourceStream($"Weft.{name}.conf")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    /// <summary>A file in HOCON.</summary>
    /// <exception cref="NodeException">It is not there or cannot be read.</exception>
    public static Config ReadFile(string file)
    {
        try
        {
            return ConfigurationFactory.ParseString(System.IO.File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new NodeException(
                NodeExitCode.WrongSettings,
                $"the configuration file '{file}' cannot be read: {OneLine.Of(error)}",
                error);
        }
        catch (Exception error)
        {
            throw new NodeException(
                NodeExitCode.WrongSettings,
                $"the configuration file '{file}' is not HOCON: {OneLine.Of(error)}",
                error);
        }
    }

    /// <summary>The configuration of one actor system of this node.</summary>
    /// <param name="port">The port of the system before it; null for the first.</param>
    /// <param name="isFirstSeed">
    /// True for a node that comes back and stands first among several seeds: it must not found a cluster of its own as
    /// long as one of the others might have one.
    /// </param>
    public Config ForSystem(int? port, bool isFirstSeed)
    {
        var text = new StringBuilder();
        // The node joins by itself, once it knows its own address.
        text.Append(CultureInfo.InvariantCulture, $"{SeedsKey} = []\n");
        var leaving = Settings.DrainTimeout + TimeSpan.FromSeconds(5);
        text.Append(
            CultureInfo.InvariantCulture,
            $"akka.coordinated-shutdown.phases.weft-leave.timeout = {leaving.TotalMilliseconds:0}ms\n");
        // One that was given is bound again; the system's address may have another in public.
        if (port is not null && Port == 0) text.Append(CultureInfo.InvariantCulture, $"{PortKey} = {port}\n");
        if (isFirstSeed) text.Append("akka.cluster.seed-node-timeout = 1d\n");
        return ConfigurationFactory.ParseString(text.ToString()).WithFallback(Composed);
    }

    /// <summary>The seeds' addresses, as a node at <paramref name="self"/> sees them.</summary>
    public IReadOnlyList<Address> SeedsOf(Address self) => [.. Seeds.Select(seed => SeedAddress(seed, self))];

    /// <summary>An address as users write it: <c>host:port</c> or the whole of it.</summary>
    public static Address? ParseAddress(string text, string protocol)
    {
        if (!text.Contains("://", StringComparison.Ordinal)) text = $"{protocol}://{SystemName}@{text}";
        return ContactAddress.TryParse(text, out var address) ? address : null;
    }

    private Address SeedAddress(string seed, Address self)
    {
        if (seed == "self") return self;
        return ParseAddress(seed, Protocol) is { } address && address.System == SystemName
            ? address
            : throw SettingsReader.Wrong(
                SeedsKey,
                seed,
                $"must be host:port, a whole address such as {Protocol}://{SystemName}@host:4053, or self");
    }
}
