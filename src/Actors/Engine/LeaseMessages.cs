using System.Buffers.Binary;
using Akka.Actor;
using Akka.Event;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// A role outside the cluster is still there. It comes before anything else that role says, and again and again; the
/// role that hears it does not watch the sender, and takes it for gone when none has come for too long.
/// </summary>
/// <param name="Interval">Between two renewals.</param>
/// <param name="Timeout">After so long without a word both sides take each other for gone.</param>
internal sealed record LeaseRenewal(TimeSpan Interval, TimeSpan Timeout) : IDeadLetterSuppression
{
    private const int Bytes = 2 * sizeof(long);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Both times in milliseconds, little-endian.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)Interval.TotalMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), (long)Timeout.TotalMilliseconds);
        return bytes;
    }

    /// <exception cref="WireFormatException">The bytes are not two times that make sense.</exception>
    public static LeaseRenewal Decode(byte[] bytes)
    {
        if (bytes.Length < Bytes)
            throw new WireFormatException($"a renewal has at least {Bytes} bytes, this one has {bytes.Length}");
        var interval = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var timeout = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(long)));
        if (interval < 1 || timeout <= interval || timeout > Longest.TotalMilliseconds)
            throw new WireFormatException($"a renewal every {interval} ms for {timeout} ms makes no sense");
        return new LeaseRenewal(TimeSpan.FromMilliseconds(interval), TimeSpan.FromMilliseconds(timeout));
    }
}

/// <summary>The answer to a renewal, by which the one outside knows that it was heard.</summary>
internal sealed record LeaseRenewed : IDeadLetterSuppression
{
    public static LeaseRenewed Instance { get; } = new();
}

/// <summary>A role outside the cluster has sent its first renewal to a peer and keeps the lease from now on.</summary>
internal sealed record LeasePeer(PeerAddress Peer, IActorRef Actor) : INoSerializationVerificationNeeded;
