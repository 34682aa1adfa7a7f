using System.Runtime.ExceptionServices;
using Weft.Serialization;
using Weft.Transport.Connections;

namespace Weft.Fuzz;

/// <summary>
/// The reading half of a connection: what a peer wrote from its first byte on, damaged, in portions of several
/// lengths. Values that fail alone are held to the law of the deserializer.
/// </summary>
internal sealed class ConnectionTarget : FuzzTarget
{
    private static readonly int[] Portions = [int.MaxValue, 1, 12, 1000];
    private readonly WeftSerializer _serializer = SamplePayloads.NewSerializer();
    private long _grantedBytes;
    private int _delivered;

    public ConnectionTarget() => Corpus = [.. MakeCorpus()];

    public override string Name => "connection";

    public override WireRecordKind Kind => WireRecordKind.Connection;

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override void Read(FuzzInput input)
    {
        var end = new ConnectionEnd(isDialer: false, _serializer);
        int portion = Portions[input.Bytes % Portions.Length];
        Exception? broken;
        try
        {
            foreach (var run in input.Runs) end.Feed(run, portion);
            broken = end.Error;
            // No stream here ends with a goodbye: that this is an error too is no news.
            end.FeedEnd();
        }
        finally
        {
            (_grantedBytes, _delivered) = (end.GrantedBytes, end.Delivered.Count);
        }

        foreach (var envelope in end.Delivered)
        {
            foreach (var value in envelope.Values)
            {
                if (value is Deserialized { Failure: { } failure } && !Documents(failure))
                    ExceptionDispatchInfo.Throw(failure);
            }
        }

        broken ??= end.Error is WireFormatException ? null : end.Error;
        if (broken is not null) ExceptionDispatchInfo.Throw(broken);
    }

    public override bool Documents(Exception error) =>
        error is WireFormatException or DeserializationRefusedException or RemoteErrorException;

    // One piece may be declared and not there yet: that much a connection holds ready for whoever passed the handshake.
    // What frames inside messages become is at most as long as such frames may be.
    public override long AllocatedBytesMax(FuzzInput input)
    {
        var limits = Limits.Default;
        long becomes = Math.Min(
            input.Bytes * limits.DecompressionRatioMax, (long)_delivered * ConnectionWire.InlineBytesMax);
        return ((input.Bytes + _grantedBytes) * limits.ExpansionMax) + (becomes * (limits.ExpansionMax + 1)) +
            (8 * FreeBytes) + ConnectionWire.PieceBytesMax;
    }

    private IEnumerable<FuzzInput> MakeCorpus()
    {
        var small = SamplePayloads.All;
        for (int first = 0; first + 3 < small.Count; first += 4)
        {
            var bulk = _serializer.Serialize(new double[9000 + first]);
            yield return Record(
                ([1], []), ([2, 3], [small[first], small[first + 1]]), ([4], [bulk, small[first + 2]]),
                (new byte[5000], []), ([5], [small[first + 3]]));
        }

        yield return Record(([1], [.. small.Take(20)]), (new byte[1_500_000], []));
        yield return Record(([1], []));
    }

    /// <summary>What a dialer writes to a listener that grants everything; a run for each time it may write.</summary>
    private FuzzInput Record(params (byte[] Body, Payload[] Payloads)[] messages)
    {
        var dialer = new ConnectionEnd(isDialer: true, _serializer);
        var listener = new ConnectionEnd(isDialer: false, _serializer);
        var runs = new List<byte[]>();
        foreach (var (body, payloads) in messages) dialer.Send(body, payloads);
        while (true)
        {
            var there = dialer.Take();
            listener.Feed(there, int.MaxValue);
            var back = listener.Take();
            dialer.Feed(back, int.MaxValue);
            if (there.Length > 0) runs.Add(there);
            if (there.Length + back.Length == 0) break;
        }

        CheckException.Require(listener.Delivered.Count == messages.Length);
        return new FuzzInput(runs);
    }
}
