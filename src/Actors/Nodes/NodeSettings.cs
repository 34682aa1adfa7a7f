using System.Globalization;
using Akka.Configuration;

namespace Weft.Actors;

/// <summary>What stands under <c>weft.node</c>: how a node that the command deploys behaves.</summary>
internal sealed record NodeSettings
{
    private const string Section = "weft.node";

    /// <summary>How long the first joining may take.</summary>
    public required TimeSpan JoinTimeout { get; init; }

    /// <summary>How long a worker that leaves may take to finish what it runs.</summary>
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>The first pause before a node that was cut off joins again.</summary>
    public required TimeSpan RejoinPause { get; init; }

    /// <summary>The longest such pause.</summary>
    public required TimeSpan RejoinPauseMax { get; init; }

    /// <summary>The most that objects of the process may take; null for what the machine or container has.</summary>
    public required long? MemoryLimitBytes { get; init; }

    /// <summary>Threads that the pool has at once, beside those of the worker's functions.</summary>
    public required int PoolThreads { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    public static NodeSettings Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var settings = new NodeSettings
        {
            JoinTimeout = reader.Time($"{Section}.join-timeout"),
            DrainTimeout = reader.Time($"{Section}.drain-timeout"),
            RejoinPause = reader.Time($"{Section}.rejoin-pause"),
            RejoinPauseMax = reader.Time($"{Section}.rejoin-pause-max"),
            MemoryLimitBytes = reader.Text($"{Section}.memory-limit") == "off"
                ? null
                : reader.Bytes($"{Section}.memory-limit", long.MaxValue),
            PoolThreads = (int)reader.Number($"{Section}.pool-threads", short.MaxValue),
        };
        if (settings.RejoinPauseMax < settings.RejoinPause)
        {
            throw SettingsReader.Wrong(
                $"{Section}.rejoin-pause-max",
                settings.RejoinPauseMax.ToString("g", CultureInfo.InvariantCulture),
                $"must not be shorter than {Section}.rejoin-pause");
        }

        return settings;
    }
}
