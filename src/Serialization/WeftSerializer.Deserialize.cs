namespace Weft.Serialization;

public sealed partial class WeftSerializer
{
    private DeserializeOptions? _defaultLoads;

    /// <summary>Makes the value of a payload at hand. The value may alias the payload's frames.</summary>
    /// <param name="payload">Header and frames; left as they are, so that it can be decoded again.</param>
    /// <param name="options">Families accepted and context of this call.</param>
    /// <exception cref="WireFormatException">Header or frames are malformed.</exception>
    /// <exception cref="DeserializationRefusedException">A family or type is not accepted, at whatever
    /// depth.</exception>
    /// <exception cref="RemoteErrorException">The sender could not encode the value and says why.</exception>
    public object? Deserialize(Payload payload, DeserializeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return Deserialize(payload, options, null);
    }

    // A budget where the payload is one of several that share it; null for one of its own.
    private object? Deserialize(Payload payload, DeserializeOptions? options, AllocationBudget? budget)
    {
        var frames = payload.FrameArray;
        if (TryLoadPlainRun(payload, options, out object? run)) return run;
        var lengths = frames.Length <= 32 ? stackalloc long[frames.Length] : new long[frames.Length];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = frames[i].Length;
        var request = Check(payload.Header, lengths, options, budget);
        if (request.View.TryFamily(payload.Header.OnlySerializer, out var family) &&
            family.TryLoadsAtHand(frames, request, out object? value))
        {
            return value;
        }

        using var receiver = Begin(payload.Header, lengths, request);
        Fill(receiver, frames);
        return receiver.Complete();
    }

    /// <summary>
    /// Makes the value of a payload at hand, as the type that the caller expects. A number becomes one of that type
    /// where it fits: a whole number any other, either kind of float the other, but for one beyond the range of
    /// <see cref="float"/>; a float never becomes a whole number.
    /// </summary>
    /// <exception cref="WireFormatException">Malformed, or a value of another type.</exception>
    public T Deserialize<T>(Payload payload, DeserializeOptions? options = null)
    {
        OwnTypes.Add<T>();
        object? value = Deserialize(payload, options);
        try
        {
            return Scalars.To<T>(value);
        }
        catch (InvalidCastException)
        {
            throw new WireFormatException(
                $"the payload holds {value?.GetType().ToString() ?? "null"}; the caller expects {typeof(T)}");
        }
    }

    /// <summary>
    /// Begins to receive a payload whose frames have not arrived: checks the families at every depth and the claims of
    /// the header, then hands out the memory where the frames belong. The caller has granted credit for their bytes.
    /// </summary>
    /// <param name="header">The payload's header, which came first.</param>
    /// <param name="frameBytes">The length of each frame that its family made, however they are cut on the way.</param>
    /// <param name="options">Families accepted and context of this call.</param>
    public PayloadReceiver BeginReceive(
        Header header, ReadOnlySpan<long> frameBytes, DeserializeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        return Begin(header, frameBytes, Check(header, frameBytes, options));
    }

    /// <summary>
    /// The bytes that the compressed frames of a payload become when it is decoded, nested ones included, for whoever
    /// grants credit before it receives: 0 for most. Never throws: malformed headers are refused when they are decoded.
    /// </summary>
    /// <param name="header">The payload's header as it travels.</param>
    /// <param name="limits">The sum is at most <see cref="Limits.DecompressedBytesMax"/>.</param>
    public static long DecompressedBytes(ReadOnlyMemory<byte> header, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return CompressionEntries.MayHoldLengths(header.Span) ? CompressionEntries.SumLengths(header.Span, limits) : 0;
    }

    internal PayloadReceiver BeginPart(
        Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request, bool isChecked = false)
    {
        // A header inside a header was walked with it; one that stands in a frame was not.
        bool mayDecompress = isChecked ? request.MayDecompress : CompressionEntries.MayHoldLengths(header);
        if (!isChecked) FamilyCheck.Require(header, request.Options.Deserializers, request.View, Limits);
        if (request.Depth >= Limits.PayloadDepthMax)
        {
            throw new WireFormatException(
                $"payloads are nested deeper than {Limits.PayloadDepthMax} levels (Limits.PayloadDepthMax)");
        }

        var inner = new LoadsRequest(
            this, request.View, request.Options, request.Budget, request.Depth + 1, mayDecompress);
        return Begin(header, frameBytes, inner);
    }

    internal object? LoadsPart(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        var lengths = new long[frames.Count];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = frames[i].Length;
        using var receiver = BeginPart(header, lengths, request);
        Fill(receiver, frames as ReadOnlyMemory<byte>[] ?? [.. frames]);
        return receiver.Complete();
    }

    private bool TryLoadPlainRun(Payload payload, DeserializeOptions? options, out object? value)
    {
        value = null;
        return payload.FrameArray is [var frame]
            && TryLoadPlainRun(payload.Header.Encoded.Span, frame.Span, options, out value);
    }

    // Only where nothing stands between the header and the memory: the families and readers are Weft's own.
    internal bool TryLoadPlainRun(
        ReadOnlySpan<byte> header, ReadOnlySpan<byte> frame, DeserializeOptions? options, out object? value)
    {
        value = null;
        var view = Registry.View;
        if (!view.ReadsPlainRuns) return false;
        var accepted = options?.Deserializers ?? Deserializers;
        return (accepted is null || accepted.Contains(DaskFamily.FamilyName))
            && header.Length <= Limits.HeaderBytesMax
            && frame.Length <= Limits.FrameBytesMax
            && frame.Length <= Limits.PayloadBytesMax - header.Length
            && PlainRun.TryLoad(header, frame, TypesOf(view), out value);
    }

    private static void Fill(PayloadReceiver receiver, ReadOnlyMemory<byte>[] frames)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            if (!receiver.TryAdopt(i, frames[i])) frames[i].CopyTo(receiver.Destination(i));
        }
    }

    // Everything that is held against header and lengths before a family sees them.
    private LoadsRequest Check(
        Header header, ReadOnlySpan<long> frameBytes, DeserializeOptions? options, AllocationBudget? budget = null)
    {
        options ??= DeserializeOptions.Default;
        if (options.Deserializers is null && Deserializers is not null) options = DefaultsOf(options);
        long present = CheckFrames(frameBytes, header.Encoded.Length);
        var view = Registry.View;
        FamilyCheck.Require(header, options.Deserializers, view, Limits);
        budget ??= new AllocationBudget(present, Limits);
        return new LoadsRequest(this, view, options, budget, 0, CompressionEntries.MayHoldLengths(header));
    }

    private DeserializeOptions DefaultsOf(DeserializeOptions options) =>
        ReferenceEquals(options, DeserializeOptions.Default)
            ? _defaultLoads ??= options with { Deserializers = Deserializers }
            : options with { Deserializers = Deserializers };

    // The bytes of the whole payload; each length is checked before it is added, so that lies cannot overflow the sum.
    private long CheckFrames(ReadOnlySpan<long> frameBytes, long headerBytes)
    {
        if (frameBytes.Length > Limits.FrameCountMax)
        {
            throw new WireFormatException(
                $"a payload of {frameBytes.Length} frames; the limit is {Limits.FrameCountMax} (Limits.FrameCountMax)");
        }

        long present = headerBytes;
        for (int i = 0; i < frameBytes.Length; i++)
        {
            if (frameBytes[i] < 0 || frameBytes[i] > Limits.FrameBytesMax)
            {
                throw new WireFormatException(
                    $"frame {i} declares {frameBytes[i]} bytes; " +
                    $"the limit is {Limits.FrameBytesMax} (Limits.FrameBytesMax)");
            }

            if (frameBytes[i] > Limits.PayloadBytesMax - present)
            {
                throw new WireFormatException(
                    $"a payload of more than {Limits.PayloadBytesMax} bytes by frame {i} (Limits.PayloadBytesMax)");
            }

            present += frameBytes[i];
        }

        return present;
    }

    private static PayloadReceiver Begin(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (!request.MayDecompress || CompressedFrames.Read(header, frameBytes, request) is not { } compressed)
        {
            return BeginValue(header, frameBytes, request);
        }

        var value = BeginValue(compressed.InnerHeader, compressed.InnerFrameBytes, request);
        return new DecompressingReceiver(value, compressed, frameBytes);
    }

    private static PayloadReceiver BeginValue(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (header.OnlySerializer.IsEmpty &&
            header.TryGetBoolean(HeaderKeys.IsCollection, out bool isCollection) && isCollection)
        {
            return CollectionCodec.Begin(header, frameBytes, request);
        }

        if (!request.View.TryFamily(header.LeadingSerializer, out var family)) family = FamilyOf(header, request.View);
        try
        {
            var receiver = family.TryBeginReceive(header, frameBytes, request);
            if (receiver is null) return Buffer(family, header, frameBytes, request);
            return receiver.IsForeign ? new CheckedReceiver(family, receiver, frameBytes) : receiver;
        }
        catch (Exception error) when (!IsTyped(error))
        {
            throw Failed(family, error);
        }
    }

    private static SerializerFamily FamilyOf(Header header, RegistryView view)
    {
        string name = header.Serializer
            ?? throw new WireFormatException($"the header names no family in 'serializer': {header}");
        if (view.Families.TryGetValue(name, out var family)) return family;
        throw new DeserializationRefusedException(
            $"the payload was serialized with '{name}', which is accepted here but not registered: register it " +
            "with SerializerRegistry.RegisterFamily");
    }

    private static BufferReceiver Buffer(
        SerializerFamily family, Header header, ReadOnlySpan<long> frameBytes, LoadsRequest request) =>
        new(frameBytes, frames => Loads(family, header, frames, request));

    private static object? Loads(
        SerializerFamily family, Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        try
        {
            return family.Loads(header, frames, request);
        }
        catch (Exception error) when (!IsTyped(error))
        {
            throw Failed(family, error);
        }
    }

    internal static bool IsTyped(Exception error) => error is WireFormatException or DeserializationRefusedException
        or RemoteErrorException or CheckException or OutOfMemoryException;

    internal static WireFormatException Failed(SerializerFamily family, Exception error) =>
        new($"the family '{family.Name}' failed to decode: {error.Message}", -1, error);
}
