using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// Payloads received in place: a header, then lengths that may lie, then bytes that fill whatever was handed out.
/// Credit is granted for a mebibyte; a sum beyond that is only held against the limits.
/// </summary>
internal sealed class ReceiveTarget : FuzzTarget
{
    private const long CreditBytes = 1 << 20;

    private static readonly Limits Strict =
        SamplePayloads.Strict with { FrameBytesMax = CreditBytes, PayloadBytesMax = CreditBytes };

    private readonly WeftSerializer _serializer = SamplePayloads.NewSerializer(Strict);

    public override string Name => "receive";

    public override WireRecordKind Kind => WireRecordKind.Receive;

    public override IReadOnlyList<FuzzInput> Corpus { get; } = [.. SamplePayloads.All.Select(ToInput)];

    public override void Read(FuzzInput input)
    {
        var lengths = Lengths(input.Run(1));
        using var receiver = _serializer.BeginReceive(Header.FromEncoded(input.Run(0)), lengths);
        CheckException.Require(receiver.FrameCount == lengths.Length);
        for (int i = 0; i < lengths.Length; i++)
        {
            var destination = receiver.Destination(i);
            CheckException.Require(destination.Length == lengths[i]);
            Fill(destination.Span, input.Run(2 + i));
        }

        receiver.Complete();
    }

    public override bool Documents(Exception error) =>
        error is WireFormatException or DeserializationRefusedException or RemoteErrorException;

    public override long AllocatedBytesMax(FuzzInput input)
    {
        long declared = 0;
        foreach (long length in Lengths(input.Run(1)))
        {
            if (length < 0 || length > CreditBytes - declared) return base.AllocatedBytesMax(input);
            declared += length;
        }

        return base.AllocatedBytesMax(input) + (declared * Strict.ExpansionMax) +
            DecompressedAllocationMax(input.Run(0), input.Run(0).Length + declared);
    }

    private static FuzzInput ToInput(Payload payload)
    {
        var lengths = new byte[sizeof(long) * payload.Frames.Count];
        for (int i = 0; i < payload.Frames.Count; i++)
            BinaryPrimitives.WriteInt64BigEndian(lengths.AsSpan(sizeof(long) * i), payload.Frames[i].Length);
        return new FuzzInput([payload.Header.Encoded.ToArray(), lengths, .. payload.Frames.Select(f => f.ToArray())]);
    }

    private static long[] Lengths(byte[] run)
    {
        var lengths = new long[run.Length / sizeof(long)];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = BinaryPrimitives.ReadInt64BigEndian(run.AsSpan(sizeof(long) * i));
        return lengths;
    }

    private static void Fill(Span<byte> destination, ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(destination.Length, bytes.Length);
        bytes[..count].CopyTo(destination);
        destination[count..].Clear();
    }
}
