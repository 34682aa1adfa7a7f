using Akka.Actor;
using Akka.Configuration;

namespace Weft.Actors.Bench;

/// <summary>
/// The actor systems of one process of the bench, each with remoting on loopback, all with the same buffers and frame
/// size: what differs is who encodes.
/// </summary>
internal static class Systems
{
    /// <summary>Akka as it comes: JSON for whatever has no serializer of its own.</summary>
    public const string Akka = "akka";

    /// <summary>Weft's serializers without its ref provider.</summary>
    public const string Weft = "weft";

    /// <summary>Weft's serializers with its ref provider.</summary>
    public const string Provider = "provider";

    // Doubles in JSON take some 20 bytes each.
    private const string FrameBytes = "419430400b";

    private const string ProviderClass = "Weft.Actors.WeftActorRefProvider, Weft.Actors";

    /// <summary>The systems that this build of Weft can start.</summary>
    public static IReadOnlyList<string> All { get; } =
        Type.GetType(ProviderClass) is null ? [Akka, Weft] : [Akka, Weft, Provider];

    /// <summary>Starts a system.</summary>
    public static ExtendedActorSystem Start(string name) => Create(name, name switch
    {
        Akka => Common("remote"),
        Weft => Common("remote").WithFallback(WeftConfig.Reference),
        Provider => Common(ProviderClass).WithFallback(WeftConfig.Reference),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"not one of {string.Join(", ", All)}"),
    });

    /// <summary>Starts a node of a cluster that beats every 100 ms and remembers each beat that comes back.</summary>
    public static ExtendedActorSystem StartNode() => Create("beats", ConfigurationFactory.ParseString(
        $$"""
        akka.cluster.failure-detector {
          heartbeat-interval = {{Beats.Interval.TotalMilliseconds}}ms
          implementation-class = "{{NameOf(typeof(RecordingDetector))}}"
        }
        akka.cluster.client.use-legacy-serialization = off
        akka.cluster.run-coordinated-shutdown-when-down = off
        """)
        .WithFallback(Common("cluster")).WithFallback(WeftConfig.Reference));

    /// <summary>An actor of another process.</summary>
    public static Task<IActorRef> FindAsync(ActorSystem system, string address, string name) =>
        system.ActorSelection($"{address}/user/{name}").ResolveOne(TimeSpan.FromSeconds(20));

    private static ExtendedActorSystem Create(string name, Config config) =>
        (ExtendedActorSystem)ActorSystem.Create(name, config);

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private static Config Common(string provider) => ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["{{NameOf(typeof(ErrorLog))}}"]
          actor.provider = "{{provider}}"
          remote.dot-netty.tcp {
            hostname = "127.0.0.1"
            port = 0
            maximum-frame-size = {{FrameBytes}}
            send-buffer-size = {{RawSocket.BufferBytes}}b
            receive-buffer-size = {{RawSocket.BufferBytes}}b
          }
        }
        """);
}
