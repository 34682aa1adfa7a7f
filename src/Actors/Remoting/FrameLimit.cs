using Akka.Configuration;

namespace Weft.Actors;

/// <summary>How large one message of Akka's remoting may be.</summary>
/// <param name="FrameBytes">The transport's frame; <see cref="long.MaxValue"/> without remoting.</param>
/// <param name="Key">Where it is configured.</param>
internal sealed record FrameLimit(long FrameBytes, string Key)
{
    // The default of Akka's own transport.
    private const long DefaultBytes = 128_000;

    /// <summary>
    /// What Akka puts around a message: the paths of recipient and sender, up to some 400 characters each, numbers,
    /// acknowledgements. A frame that is too large by one byte costs the peer the association.
    /// </summary>
    public const int SlackBytes = 1024;

    /// <summary>No frame is so small that messages up to this do not fit.</summary>
    public const int SmallBytes = 30_000;

    /// <summary>A system without remoting.</summary>
    public static FrameLimit None { get; } = new(long.MaxValue, "");

    /// <summary>Bytes that an encoded message may have.</summary>
    public long MessageBytesMax => FrameBytes - SlackBytes;

    /// <summary>The smallest frame among the transports that are enabled.</summary>
    public static FrameLimit Read(Config config)
    {
        const string transports = "akka.remote.enabled-transports";
        if (!config.HasPath(transports)) return None;
        var least = None;
        foreach (var transport in config.GetStringList(transports))
        {
            var key = $"{transport}.maximum-frame-size";
            var bytes = config.HasPath(key) ? config.GetByteSize(key) ?? DefaultBytes : DefaultBytes;
            if (bytes < least.FrameBytes) least = new FrameLimit(bytes, key);
        }

        return least;
    }
}
