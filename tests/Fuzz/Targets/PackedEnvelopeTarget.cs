using Weft.Serialization;
using Weft.Tasks;
using Weft.Tasks.Tests.Messages;

namespace Weft.Fuzz;

/// <summary>Envelopes as one run of bytes: messages, and values alone.</summary>
internal sealed class PackedEnvelopeTarget : FuzzTarget
{
    private readonly WeftSerializer _serializer = SamplePayloads.NewSerializer();

    public override string Name => "packed-envelope";

    public override WireRecordKind Kind => WireRecordKind.Packed;

    public override IReadOnlyList<FuzzInput> Corpus { get; } = [.. MakeCorpus()];

    public override void Read(FuzzInput input)
    {
        var packed = input.Run(0);
        if (OnlyValue(packed) is not null) PackedEnvelope.Deserialize(packed, _serializer);
        else MessageCodec.Decode(PackedEnvelope.Unpack(packed, Limits.Default), Limits.Default);
    }

    public override bool Documents(Exception error) =>
        error is WireFormatException or DeserializationRefusedException or RemoteErrorException;

    // Taken apart to look, and again to read.
    public override long AllocatedBytesMax(FuzzInput input)
    {
        var twice = base.AllocatedBytesMax(input) * 2;
        return OnlyValue(input.Run(0)) is { } value
            ? twice + DecompressedAllocationMax(value.Header.Encoded, input.Bytes)
            : twice;
    }

    private static Payload? OnlyValue(byte[] packed)
    {
        try
        {
            return PackedEnvelope.Unpack(packed, Limits.Default) switch
            {
                { Body.Length: 0, Values: [Serialized value] } => value.Payload,
                _ => null,
            };
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static IEnumerable<FuzzInput> MakeCorpus()
    {
        var serializer = SamplePayloads.NewSerializer();
        foreach (object value in new object[] { new double[40], new List<int> { 1, 2 }, "text" })
            yield return new FuzzInput([PackedEnvelope.Pack(serializer.Serialize(value), Limits.Default)]);
        foreach (var type in MessageSamples.AllTypes)
        {
            var envelope = MessageCodec.Encode(MessageSamples.Make(type, true));
            yield return new FuzzInput([PackedEnvelope.Pack(envelope, serializer, new SerializeOptions())]);
        }
    }
}
