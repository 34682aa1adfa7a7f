using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>How a client names itself, encodes what it scatters, and what it accepts. Immutable.</summary>
public sealed record ClientOptions
{
    /// <summary>A readable name, for logs and the scheduler.</summary>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = "client";

    /// <summary>
    /// Families for values that the client scatters, in the order tried; null for the serializer's own.
    /// </summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>
    /// Families the client accepts; workers encode with them what it gathers. Null for <see cref="Serializers"/>.
    /// Exceptions are of the family <c>dask</c>: without it a task fails with <see cref="TaskFailedException"/>, which
    /// has their type, text and stack.
    /// </summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>The registry, policy and limits behind both lists.</summary>
    public WeftSerializer Serializer { get; init; } = WeftSerializer.Default;

    /// <summary>How long connecting may take, until the scheduler has taken the client.</summary>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>Where the client's shell logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
