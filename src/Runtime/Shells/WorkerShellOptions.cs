using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>How a worker's shell encodes, what it accepts, and how many answers it sends at a time.</summary>
public sealed record WorkerShellOptions
{
    /// <summary>Encodes results for peers and clients, and decodes what an engine left encoded.</summary>
    public WeftSerializer Serializer { get; init; } = WeftSerializer.Default;

    /// <summary>Families for answers to askers that name none; null for the serializer's own order.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>Families this worker accepts, named in every request of its own; null for the default.</summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>Answers with values on their way at one time; an asker beyond that is told to come again.</summary>
    public int TransfersOutMax
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 10;

    /// <summary>Where the shell logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
