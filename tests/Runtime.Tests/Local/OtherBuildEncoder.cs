using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>Encodes calls as a client would whose build of this assembly is another.</summary>
internal sealed class OtherBuildEncoder : ITaskCallEncoder
{
    private readonly TaskCallEncoder _encoder = new(WeftSerializer.Default, null, NullLogger.Instance);

    public static Guid Here { get; } = typeof(OtherBuildEncoder).Module.ModuleVersionId;

    public static Guid Other { get; } = Guid.NewGuid();

    public Serialized Encode(Delegate function, IReadOnlyList<TaskArgument> arguments)
    {
        var encoded = _encoder.Encode(function, arguments).Payload.Header.Encoded.ToArray();
        Other.TryWriteBytes(encoded.AsSpan(encoded.AsSpan().IndexOf(Here.ToByteArray())));
        return new Serialized(new Payload(Header.FromEncoded(encoded, Limits.Default)));
    }
}
