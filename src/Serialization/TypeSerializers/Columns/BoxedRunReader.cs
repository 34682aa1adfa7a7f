using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Decodes runs of objects that were packed.</summary>
internal sealed class BoxedRunReader : ITypeSerializer, IShapeOfTypes
{
    public const string WireName = "boxed";
    public const string Container = "container";
    private const int BoxBytes = 32;

    // No value has this type: encoding finds its serializer through BoxedRunFactory.
    public Type Type => typeof(BoxedRunReader);

    public string Name => WireName;

    public string DataType => HeaderKeys.DataType;

    public string Types => "object[], List of object";

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        return false;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("runs of objects are received");

    public PayloadReceiver TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        var (element, count, present) = BlockReader.ReadRun(header, frameBytes, request);
        if (element.IsNamed || !header.TryGetString(Container, out string? name))
        {
            throw new WireFormatException($"objects are packed by a built-in dtype and name their container: {header}");
        }

        var type = request.Types.Resolve(name, request.Limits);
        if (!BoxedRunFactory.HoldsAnything(type) || !CollectionShapes.TryGet(type, out var shape))
        {
            throw new WireFormatException($"{type} holds no objects of any kind");
        }

        // The values, an object and twice a reference for each.
        request.Budget.Charge(present + count * (BoxBytes + 2L * element.ItemBytes), "a run of objects");
        var limits = request.Limits;
        return new ConvertingReceiver(
            element.CreateReceiver(BlockKind.Array, [count], frameBytes),
            values => shape.Build(element.Box((Array)values!), [], limits));
    }
}
