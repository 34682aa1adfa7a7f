namespace Weft.Serialization;

/// <summary>
/// A graph on its way in: frame 0 is its stream, the others land in the graph's own arrays or in the receivers of
/// payloads within it.
/// </summary>
internal sealed class PickleReceiver : PayloadReceiver
{
    private readonly GraphCodecs _codecs;
    private readonly LoadsRequest _request;
    private readonly PicklePart[] _parts;
    private readonly int _streamBytes;
    private ReadOnlyMemory<byte> _stream;
    private Memory<byte> _streamPlace;

    /// <summary>A receiver over parts whose memory stands ready.</summary>
    public PickleReceiver(GraphCodecs codecs, in LoadsRequest request, long streamBytes, PicklePart[] parts)
    {
        if (streamBytes is < 0 or > Limits.ArrayLengthMax)
            throw new WireFormatException(
                $"the stream of a pickle has {streamBytes} bytes; the limit is {Limits.ArrayLengthMax}");
        (_codecs, _request, _streamBytes, _parts) = (codecs, request, (int)streamBytes, parts);
    }

    /// <inheritdoc/>
    public override int FrameCount => _parts.Length == 0 ? 1 : 1 + _parts[^1].FirstFrame + _parts[^1].FrameCount;

    internal override bool IsForeign => false;

    /// <inheritdoc/>
    public override Memory<byte> Destination(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, FrameCount);
        if (frame > 0) return PartDestination(frame - 1);
        if (_streamPlace.IsEmpty && _streamBytes > 0)
            _stream = _streamPlace = GC.AllocateUninitializedArray<byte>(_streamBytes);
        return _streamPlace;
    }

    /// <inheritdoc/>
    public override object? Complete() => Read(_codecs, _request, _stream, _parts);

    /// <summary>The value of a stream and of the parts that have landed.</summary>
    /// <exception cref="WireFormatException">The bytes are no graph, or none that can be built.</exception>
    public static object? Read(
        GraphCodecs codecs, in LoadsRequest request, ReadOnlyMemory<byte> stream, PicklePart[] parts)
    {
        try
        {
            return ReadGraph(codecs, request, stream.Span, parts);
        }
        catch (Exception error) when (error is not (WireFormatException or DeserializationRefusedException
            or RemoteErrorException or CheckException))
        {
            // Foreign values may upset foreign code: a comparer, an OnDeserialized method, a key without an order.
            throw new WireFormatException($"the graph cannot be built: {error.GetType()}: {error.Message}", -1, error);
        }
    }

    /// <inheritdoc/>
    internal override bool TryAdopt(int frame, ReadOnlyMemory<byte> bytes)
    {
        if (frame == 0 && bytes.Length == _streamBytes)
        {
            _stream = bytes;
            return true;
        }

        if (frame == 0 || PartOf(frame - 1) is not { Receiver: { } receiver } part) return false;
        return receiver.TryAdopt(frame - 1 - part.FirstFrame, bytes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var part in _parts) part.Receiver?.Dispose();
    }

    private PicklePart PartOf(int frame)
    {
        int low = 0;
        int high = _parts.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (frame < _parts[middle].FirstFrame + _parts[middle].FrameCount) high = middle;
            else low = middle + 1;
        }

        return _parts[low];
    }

    private Memory<byte> PartDestination(int frame)
    {
        var part = PartOf(frame);
        if (part.Receiver is { } receiver) return receiver.Destination(frame - part.FirstFrame);
        return part.Raw!.FrameOf(part.Array!, frame - part.FirstFrame);
    }

    private static object? ReadGraph(
        GraphCodecs codecs, in LoadsRequest request, ReadOnlySpan<byte> stream, PicklePart[] parts)
    {
        var pack = new MsgPackReader(stream, request.Limits);
        if (parts.Length == 0 && IsPlain(pack.PeekType()) && !request.Types.DeniesAny)
        {
            var plain = new GraphReader(pack, null!);
            return End(ref plain, plain.ReadValue());
        }

        object?[] values = parts.Length == 0 ? [] : new object?[parts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (parts[i].Array is { } array) parts[i].Raw!.Check(array);
            values[i] = parts[i].Array ?? parts[i].Receiver!.Complete();
        }

        var state = GraphReaderState.Rent(codecs, request, values);
        try
        {
            var reader = new GraphReader(pack, state);
            object? value = End(ref reader, reader.ReadGraph());
            if (state.FirstUnused >= 0)
                throw new WireFormatException($"part {state.FirstUnused} has no place in the graph");
            state.TellDeserialized();
            return value;
        }
        finally
        {
            state.Return();
        }
    }

    // What needs neither names nor objects.
    private static bool IsPlain(MsgPackType type) => type is MsgPackType.Nil or MsgPackType.Boolean
        or MsgPackType.Integer or MsgPackType.Single or MsgPackType.Double or MsgPackType.String;

    private static object? End(ref GraphReader reader, object? value)
    {
        if (reader.Pack.IsAtEnd) return value;
        throw new WireFormatException(
            $"{reader.Pack.Left} bytes follow the graph", reader.Pack.Offset);
    }
}
