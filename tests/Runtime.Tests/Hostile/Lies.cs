using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime.Tests.Hostile;

/// <summary>Calls and values as a client would send them that lies about what it sends.</summary>
internal static class Lies
{
    /// <summary>A call whose frames have lost their last bytes while its header says what it always said.</summary>
    public static ITaskCallEncoder CutShort(int bytes) => new Encoder(payload =>
        new Payload(payload.Header, [.. payload.Frames.Select(frame => frame[..^bytes])]));

    /// <summary>A call in whose header one number of 32 bits is another.</summary>
    public static ITaskCallEncoder Declares(uint truth, uint lie) => new Encoder(payload =>
    {
        var header = payload.Header.Encoded.ToArray();
        var number = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, truth);
        var at = header.AsSpan().IndexOf(number);
        CheckException.Require(at >= 0);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at), lie);
        return new Payload(Header.FromEncoded(header), [.. payload.Frames]);
    });

    private sealed class Encoder(Func<Payload, Payload> lie) : ITaskCallEncoder
    {
        private readonly TaskCallEncoder _encoder = new(WeftSerializer.Default, null, NullLogger.Instance);

        public Serialized Encode(Delegate function, IReadOnlyList<TaskArgument> arguments) =>
            new(lie(_encoder.Encode(function, arguments).Payload));
    }
}
