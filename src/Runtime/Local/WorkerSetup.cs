using Microsoft.Extensions.Logging;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>What one worker of a local engine is made of, the same in a child process and in this one.</summary>
internal sealed record WorkerSetup
{
    /// <summary>Its readable name.</summary>
    public required string Name { get; init; }

    /// <summary>The scheduler it registers with.</summary>
    public required PeerAddress Scheduler { get; init; }

    /// <summary>How many functions it runs at once.</summary>
    public required int Threads { get; init; }

    /// <summary>Whose functions it runs; the same source that its serializer makes functions of values with.</summary>
    public required AssemblyCodeSource Code { get; init; }

    /// <summary>The view of the registry that it encodes and decodes with, and finds registered functions in.</summary>
    public required WeftSerializer Serializer { get; init; }

    /// <summary>The families it encodes with; null for the default.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>The families it accepts; null for the default.</summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>Where it logs.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Opens its address and registers it with the scheduler.</summary>
    public WorkerRole Start(IEngine engine)
    {
        Code.LoadAdmitted();
        var decoder = new TaskCallDecoder(Serializer, Code, Deserializers);
        var machineOptions = new WorkerMachineOptions { Threads = Threads, Seed = Random.Shared.Next() };
        return WorkerRole.Start(
            engine,
            Scheduler,
            Name,
            machineOptions,
            new TaskExecutor(Threads, decoder, Name),
            new WorkerShellOptions
            {
                Serializer = Serializer,
                Serializers = Serializers,
                Deserializers = Deserializers,
                Logger = Logger,
            });
    }
}
