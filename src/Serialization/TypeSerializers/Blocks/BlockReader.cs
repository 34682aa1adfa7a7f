using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// Decodes the runs of elements of one kind, whatever the elements: finds the element type, holds shape against frames,
/// and only then lets the destination be made.
/// </summary>
internal sealed class BlockReader(BlockKind kind) : ITypeSerializer, IShapeOfTypes
{
    // No value has this type: encoding finds its serializer through BlockFactory.
    public Type Type => typeof(BlockReader);

    public string Name => BlockKinds.NameOf(kind);

    public bool Aliases => true;

    public string DataType => HeaderKeys.DataType;

    public string Types => kind switch
    {
        BlockKind.Array => "T[], T[,] and higher rank",
        BlockKind.List => "List of T",
        BlockKind.Memory => "Memory of T",
        BlockKind.ReadOnlyMemory => "ReadOnlyMemory of T",
        _ => "ArraySegment of T",
    };

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        return false;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("runs of elements are received");

    public PayloadReceiver TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        var (element, _, present) = ReadRun(header, frameBytes, request, kind == BlockKind.Array, out long[] shape);
        if (request.Types.DeniesAny) request.Types.RefuseDenied(element.TypeOf(kind, shape.Length));
        request.Budget.Charge(present, "an array");
        return element.CreateReceiver(kind, shape, frameBytes);
    }

    /// <summary>The elements, their number and their bytes of a run in one dimension; nothing is charged yet.</summary>
    /// <exception cref="WireFormatException">Header and frames do not agree.</exception>
    internal static (ElementType Element, long Count, long Bytes) ReadRun(
        Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request) =>
        ReadRun(header, frameBytes, request, false, out _);

    private static (ElementType Element, long Count, long Bytes) ReadRun(
        Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request, bool anyRank, out long[] lengths)
    {
        if (!header.TryGetString(HeaderKeys.DataType, out string? dataType) ||
            !header.TryGetInt64s(HeaderKeys.Shape, out long[]? shape))
        {
            throw new WireFormatException($"the header of a run of elements lacks dtype or shape: {header}");
        }

        lengths = shape;
        var element = FindElement(header, dataType, request);
        long elements = CountElements(shape, anyRank, request.Limits);
        long present = 0;
        foreach (long bytes in frameBytes) present += bytes;
        if (elements * (Int128)element.ItemBytes == present) return (element, elements, present);
        throw new WireFormatException(
            $"shape [{string.Join(", ", shape)}] of {dataType} needs " +
            $"{elements * (Int128)element.ItemBytes} bytes; the frames have {present}");
    }

    /// <summary>The element type that a header names; where it has a .NET name, the policy is asked.</summary>
    /// <exception cref="WireFormatException">Unknown, or not what it is at the sender.</exception>
    internal static ElementType FindElement(Header header, string dataType, in LoadsRequest request)
    {
        if (ElementTypes.TryGet(dataType, out var element))
        {
            if (!request.Types.Denies(element.Type)) return element;
            throw new DeserializationRefusedException(
                $"the payload holds elements of dtype '{dataType}': {request.Types.WhyRefused(element.Type)}");
        }

        if (!header.TryGetString(HeaderKeys.Element, out string? name))
        {
            throw new WireFormatException($"dtype '{dataType}' is not known and no element type is named");
        }

        var type = request.Types.Resolve(name, request.Limits);
        if (!ElementTypes.TryGet(type, out element) || !element.IsNamed)
        {
            throw new WireFormatException($"type {type} cannot be an array's element as it lies in memory");
        }

        if (element.DataType != dataType || !AreSame(element.Fields ?? [], header))
        {
            header.TryGetStrings(HeaderKeys.Fields, out string[]? fields);
            throw new WireFormatException(
                $"type {type} is {element.DataType} [{string.Join(' ', element.Fields ?? [])}] here and {dataType} " +
                $"[{string.Join(' ', fields ?? [])}] at the sender: deploy the same build to both");
        }

        return element;
    }

    // Compared as bytes: no text is made of what is known.
    private static bool AreSame(IReadOnlyList<string> here, Header header)
    {
        if (!header.TryGetRaw(HeaderKeys.Fields, out var encoded)) return here.Count == 0;
        var reader = new MsgPackReader(encoded.Span, Limits.Default);
        if (reader.PeekType() != MsgPackType.Array || reader.ReadArrayHeader() != here.Count) return false;
        foreach (string field in here)
        {
            if (!HeaderKeys.ReadMatches(ref reader, field)) return false;
        }

        return true;
    }

    private static long CountElements(long[] shape, bool anyRank, Limits limits)
    {
        if (shape.Length == 0 || shape.Length > limits.RankMax || (!anyRank && shape.Length != 1))
        {
            throw new WireFormatException(
                $"a run of elements has {shape.Length} dimensions; " +
                (anyRank ? $"expected 1 to {limits.RankMax} (Limits.RankMax)" : "expected 1"));
        }

        // .NET multiplies from the first on: it makes no array of 2^31 x 2^31 x 0 elements either.
        long elements = 1;
        foreach (long length in shape)
        {
            if (length is >= 0 and <= Limits.ArrayLengthMax)
            {
                elements *= length;
                if (elements <= Limits.ArrayLengthMax) continue;
            }

            throw new WireFormatException(
                $"shape [{string.Join(", ", shape)}] is beyond the {Limits.ArrayLengthMax} elements of a .NET array");
        }

        return elements;
    }
}
