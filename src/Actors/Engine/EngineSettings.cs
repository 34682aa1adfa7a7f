using Weft.Tasks;

namespace Weft.Actors;

/// <summary>What stands under <c>weft.scheduler</c>, <c>weft.worker</c> and <c>weft.client</c>, read once.</summary>
internal sealed record EngineSettings
{
    private const int ThreadsMax = 4096;

    /// <summary>How the scheduler places tasks.</summary>
    public required SchedulerOptions Scheduler { get; init; }

    /// <summary>A worker's name; empty for its node's host and port.</summary>
    public required string WorkerName { get; init; }

    /// <summary>How many functions a worker runs at once.</summary>
    public required int WorkerThreads { get; init; }

    /// <summary>Simple names of assemblies whose functions a worker runs.</summary>
    public required IReadOnlyList<string> Admit { get; init; }

    /// <summary>Directories in which those assemblies are looked for beside the node's own.</summary>
    public required IReadOnlyList<string> Assemblies { get; init; }

    /// <summary>Nodes that a client outside the cluster asks for the scheduler.</summary>
    public required IReadOnlyList<string> Contacts { get; init; }

    /// <summary>How often a client outside the cluster renews its leases, and how long they last.</summary>
    public required LeaseRenewal Lease { get; init; }

    /// <summary>Reads the sections.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">A value is not allowed.</exception>
    public static EngineSettings Read(SettingsReader reader)
    {
        var threads = reader.Count("weft.worker.threads", ThreadsMax);
        return new EngineSettings
        {
            Scheduler = ReadScheduler(reader),
            WorkerName = reader.Text("weft.worker.name"),
            WorkerThreads = threads > 0 ? threads : Environment.ProcessorCount,
            Admit = reader.Strings("weft.worker.admit"),
            Assemblies = reader.Strings("weft.worker.assemblies"),
            Contacts = ReadContacts(reader),
            Lease = ReadLease(reader),
        };
    }

    private static SchedulerOptions ReadScheduler(SettingsReader reader) => new()
    {
        Saturation = reader.Factor("weft.scheduler.saturation"),
        AllowedFailures = reader.Count("weft.scheduler.allowed-failures", int.MaxValue),
        BandwidthBytesPerSecond = reader.Bytes("weft.scheduler.bandwidth-bytes-per-second", long.MaxValue),
        UnknownDurationNanoseconds = (long)reader.Time("weft.scheduler.unknown-duration").TotalNanoseconds,
    };

    private static LeaseRenewal ReadLease(SettingsReader reader)
    {
        const string key = "weft.client.lease-timeout";
        var interval = reader.Time("weft.client.lease-interval");
        var timeout = reader.Time(key);
        return timeout >= interval * 2
            ? new LeaseRenewal(interval, timeout)
            : throw SettingsReader.Wrong(
                key, $"{timeout.TotalMilliseconds} ms", $"must be at least twice lease-interval, {interval * 2}");
    }

    private static IReadOnlyList<string> ReadContacts(SettingsReader reader)
    {
        const string key = "weft.client.contacts";
        var contacts = reader.Strings(key);
        foreach (var contact in contacts)
        {
            if (!ContactAddress.TryParse(contact, out _))
                throw SettingsReader.Wrong(key, contact, "must be a node's address, such as akka.tcp://weft@host:4053");
        }

        return contacts;
    }
}
