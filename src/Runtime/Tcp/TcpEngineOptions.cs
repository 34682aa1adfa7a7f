using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>How the roles of one <see cref="TcpEngine"/> talk with others.</summary>
public sealed record TcpEngineOptions
{
    /// <summary>Encodes and decodes the values inside messages.</summary>
    public WeftSerializer Serializer { get; init; } = WeftSerializer.Default;

    /// <summary>The families values are encoded with; null for the serializer's own.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>The families that are accepted; null for the serializer's own.</summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>The cluster's 256-bit secret; a connection without it is closed before anything is parsed.</summary>
    public ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>False for a scheduler, which passes values on as they came; see also <see cref="Scheduler"/>.</summary>
    public bool DecodeValues { get; init; } = true;

    /// <summary>
    /// The scheduler, where this engine's roles have one. What comes from it (the specs of tasks, exceptions that it
    /// passed on) stays encoded, for those who know what it is; values from all others are decoded as they arrive.
    /// </summary>
    public PeerAddress Scheduler { get; init; } = PeerAddress.None;

    /// <summary>Roles of this process to be reached without a socket; null for none.</summary>
    public TcpNeighbours? Neighbours { get; init; }

    /// <summary>Where the engine logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
