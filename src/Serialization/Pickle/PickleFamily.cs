using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// The family <c>pickle</c>: any graph of allowed types. Frame 0 is the graph as a msgpack stream; longer arrays of
/// numbers inside it follow as frames that alias the arrays, and land in the final arrays on the way back. The header
/// names them: {"serializer": "pickle", "parts": […]}, without "parts" where there are none. Grammar:
/// docs/wire-pickle.md. Shared references and cycles are kept, except inside keys; depth costs no stack.
/// </summary>
public sealed class PickleFamily : SerializerFamily
{
    /// <summary>The family's name.</summary>
    public const string FamilyName = "pickle";

    internal const string PartsKey = "parts";

    private static readonly Header PlainHeader = new HeaderBuilder().Set(HeaderKeys.Serializer, FamilyName).Build();

    private readonly GraphCodecs _codecs;

    /// <summary>The family as every registry has it: fields are reached by code compiled for them where
    /// possible.</summary>
    public PickleFamily()
        : this(GraphCodecs.Default)
    {
    }

    internal PickleFamily(GraphCodecs codecs) => _codecs = codecs;

    /// <inheritdoc/>
    public override string Name => FamilyName;

    /// <inheritdoc/>
    /// <exception cref="SerializationFailedException">Something in the graph cannot travel; names the member
    /// path.</exception>
    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        bool isPlain = IsPlain(value) && (value is null || !request.Types.DeniesAny);
        payload = isPlain ? DumpPlain(value) : DumpGraph(value!, request);
        return true;
    }

    /// <inheritdoc/>
    public override object? Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(frames);
        var lengths = new long[frames.Count];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = frames[i].Length;
        using var receiver = TryBeginReceive(header, lengths, request);
        for (int i = 0; i < lengths.Length; i++)
        {
            if (!receiver.TryAdopt(i, frames[i])) frames[i].CopyTo(receiver.Destination(i));
        }

        return receiver.Complete();
    }

    /// <inheritdoc/>
    public override PayloadReceiver TryBeginReceive(
        Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (frameBytes.Length == 0) throw new WireFormatException("a pickle has at least one frame, found none");
        bool isPlain = header.Encoded.Length == PlainHeader.Encoded.Length;
        if (isPlain || !header.TryGetRaw(PartsKey, out var encoded))
        {
            if (frameBytes.Length == 1) return new PickleReceiver(_codecs, request, frameBytes[0], []);
            throw new WireFormatException($"a pickle without parts has one frame, found {frameBytes.Length}");
        }

        var parts = PickleParts.Read(encoded.Span, frameBytes[1..], request);
        return new PickleReceiver(_codecs, request, frameBytes[0], parts);
    }

    /// <inheritdoc/>
    internal override bool TryLoadsAtHand(
        ReadOnlyMemory<byte>[] frames, in LoadsRequest request, out object? value)
    {
        value = frames.Length == 1 ? PickleReceiver.Read(_codecs, request, frames[0], []) : null;
        return frames.Length == 1;
    }

    // What needs neither names nor objects: the commonest results of tasks.
    private static bool IsPlain(object? value) => value is null or int or string or double or bool or float;

    private static Payload DumpPlain(object? value)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new GraphWriter(new MsgPackWriter(buffer), null!);
        writer.WriteValue(value);
        writer.Pack.Flush();
        var frame = buffer.Written.ToArray();
        buffer.Return();
        return new Payload(PlainHeader, frame);
    }

    private Payload DumpGraph(object value, in DumpsRequest request)
    {
        var buffer = ByteBuffer.Rent();
        var state = GraphWriterState.Rent(_codecs, request);
        try
        {
            var writer = new GraphWriter(new MsgPackWriter(buffer), state);
            writer.WriteGraph(value);
            writer.Pack.Flush();
            var stream = buffer.Written.ToArray();
            if (state.Parts.Count == 0) return new Payload(PlainHeader, stream);
            var frames = new List<ReadOnlyMemory<byte>> { stream };
            return new Payload(PickleParts.Write(state.Parts, frames), [.. frames]);
        }
        finally
        {
            state.Return();
            buffer.Return();
        }
    }
}
