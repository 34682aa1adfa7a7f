namespace Weft.Actors;

/// <summary>
/// One flag of <c>weft scheduler</c> and <c>weft worker</c>: what is typed, the variable that stands for it, and the
/// key it sets. Reading, help and documents are made from this table.
/// </summary>
/// <param name="Name">As typed.</param>
/// <param name="Variable">The environment variable read where the flag is not given.</param>
/// <param name="Key">The key in HOCON; empty for what is no key.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Argument">The word that stands for its value in help.</param>
/// <param name="Description">One phrase for help.</param>
public sealed record NodeFlag(
    string Name, string Variable, string Key, NodeFlagKind Kind, string Argument, string Description)
{
    /// <summary>The configuration file.</summary>
    public static NodeFlag ConfigFile { get; } = new(
        "--config", "WEFT_CONFIG", "", NodeFlagKind.Text, "FILE", "a file in HOCON, above the built-in sample");

    /// <summary>Single keys.</summary>
    public static NodeFlag Set { get; } = new(
        "--set", "WEFT_SET", "", NodeFlagKind.Settings, "KEY=VALUE", "any key, in HOCON; again for more");

    /// <summary>Seeds.</summary>
    public static NodeFlag Seed { get; } = new(
        "--seed", "WEFT_SEEDS", "akka.cluster.seed-nodes", NodeFlagKind.Texts, "ADDRESS",
        "a scheduler node to join by: host:port, a whole address, or self; again for more");

    /// <summary>Roles beside the node's own.</summary>
    public static NodeFlag Roles { get; } = new(
        "--role", "WEFT_ROLES", "akka.cluster.roles", NodeFlagKind.Texts, "ROLE",
        "a role of the node beside its own; again for more");

    private static IReadOnlyList<NodeFlag> Common { get; } =
    [
        ConfigFile,
        new(
            "--hostname", "WEFT_HOSTNAME", "akka.remote.dot-netty.tcp.hostname", NodeFlagKind.Text, "HOST",
            "the host name or address to listen at, by which others reach this node"),
        new(
            "--port", "WEFT_PORT", "akka.remote.dot-netty.tcp.port", NodeFlagKind.Port, "PORT",
            "the port of that; 0 lets the system choose"),
        new(
            "--public-hostname", "WEFT_PUBLIC_HOSTNAME", "akka.remote.dot-netty.tcp.public-hostname",
            NodeFlagKind.Text, "HOST", "what others reach this node by, where it is not the host name"),
        new(
            "--public-port", "WEFT_PUBLIC_PORT", "akka.remote.dot-netty.tcp.public-port", NodeFlagKind.Port, "PORT",
            "the port that others reach this node by, where it is not the port"),
        new(
            "--data-port", "WEFT_DATA_PORT", "weft.bulk.port", NodeFlagKind.Port, "PORT",
            "the port of data connections; 0 lets the system choose"),
        Seed,
        Roles,
        new(
            "--memory-limit", "WEFT_MEMORY_LIMIT", "weft.node.memory-limit", NodeFlagKind.Bytes, "LENGTH",
            "the most that objects of this process may take, such as 4GiB"),
        new(
            "--tls", "WEFT_TLS", "weft.tls.enabled", NodeFlagKind.Switch, "",
            "mutual TLS on data connections"),
        new(
            "--tls-certificate", "WEFT_TLS_CERTIFICATE", "weft.tls.certificate", NodeFlagKind.Text, "FILE",
            "this node's certificate, as weft cert makes it"),
        new(
            "--tls-key", "WEFT_TLS_KEY", "weft.tls.key", NodeFlagKind.Text, "FILE",
            "the certificate's private key, where another file holds it"),
        new(
            "--tls-authority", "WEFT_TLS_AUTHORITIES", "weft.tls.authorities", NodeFlagKind.Texts, "FILE",
            "an authority whose certificates are trusted; again for more"),
        Set,
        new(
            "--verbose", "WEFT_VERBOSE", "akka.loglevel", NodeFlagKind.Verbose, "",
            "log everything, errors with their stacks"),
    ];

    private static IReadOnlyList<NodeFlag> Worker { get; } =
    [
        new(
            "--name", "WEFT_NAME", "weft.worker.name", NodeFlagKind.Text, "NAME",
            "the worker's name in lists; its host and port unless given"),
        new(
            "--threads", "WEFT_THREADS", "weft.worker.threads", NodeFlagKind.Count, "N",
            "functions to run at once; one for each processor unless given"),
        new(
            "--admit", "WEFT_ADMIT", "weft.worker.admit", NodeFlagKind.Texts, "ASSEMBLY",
            "an assembly whose functions may run here; again for more"),
        new(
            "--assemblies", "WEFT_ASSEMBLIES", "weft.worker.assemblies", NodeFlagKind.Texts, "DIR",
            "a directory in which admitted assemblies are looked for; again for more"),
    ];

    /// <summary>True where the flag may be given again.</summary>
    public bool Repeats => Kind is NodeFlagKind.Texts or NodeFlagKind.Settings;

    /// <summary>The flags of a role, in the order of help.</summary>
    public static IReadOnlyList<NodeFlag> Of(NodeRole role) =>
        role == NodeRole.Worker ? [.. Worker, .. Common] : Common;
}
