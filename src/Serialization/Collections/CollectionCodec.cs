using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// Collections element by element: header {"is-collection": true, "type": name, "sub-headers", "frame-counts"[,
/// "keys"]};
/// the frames are the children's, one after another. Belongs to no family: each child names its own.
/// </summary>
internal static class CollectionCodec
{
    private const int SampledMax = 32;
    private const int SampleDepthMax = 8;

    /// <summary>True where the value is to be encoded element by element.</summary>
    public static bool ShouldIterate(
        object? value, in DumpsRequest request, [NotNullWhen(true)] out CollectionShape? shape)
    {
        shape = null;
        if (value is null || request.Options.IterateCollection == false) return false;
        var type = value.GetType();
        if (type.IsPrimitive || type == typeof(string)) return false;

        // A run of primitives has a serializer of its own; nothing is gained by a header for each number.
        if (request.View.TryFind(type, out _) || !CollectionShapes.TryGet(type, out shape)) return false;
        if (!shape.CanSplit(value) || !request.Serializer.Types.AllowsEncoding(type)) return false;
        return request.Options.IterateCollection == true || HoldsSerializable(value, shape, request.View, 0);
    }

    /// <summary>Encodes the children, each with the call's families.</summary>
    public static Payload Dumps(object collection, CollectionShape shape, in DumpsRequest request)
    {
        var parts = new PartFrames();
        var inside = request.Inside(collection);
        int index = 0;
        foreach (object? child in shape.Children(collection))
        {
            try
            {
                parts.Add(inside.Dumps(child));
            }
            catch (SerializationFailedException error)
            {
                throw error.UnderItem(shape.Type, index);
            }

            index++;
        }

        var header = new HeaderBuilder()
            .Set(HeaderKeys.IsCollection, true)
            .Set(HeaderKeys.Type, TypeNames.Of(shape.Type));
        parts.WriteTo(header);
        if (shape.IsKeyed) header.SetRaw(HeaderKeys.Keys, EncodeKeys(collection, shape));
        return new Payload(header.Build(), parts.Frames);
    }

    /// <summary>Begins to receive the children.</summary>
    public static PayloadReceiver Begin(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (!header.TryGetString(HeaderKeys.Type, out string? name))
        {
            throw new WireFormatException($"the header of a collection lacks its type: {header}");
        }

        var type = request.Types.Resolve(name, request.Limits);
        if (!CollectionShapes.TryGet(type, out var shape))
        {
            throw new WireFormatException($"type {type} is no collection that travels element by element");
        }

        var limits = request.Limits;
        var budget = request.Budget;
        object[] keys = shape.IsKeyed ? DecodeKeys(header, limits, budget) : [];
        int expected = shape.IsKeyed ? keys.Length : -1;
        return PartsReceiver.Begin(header, frameBytes, request, expected, children =>
        {
            budget.Charge(80 + 48L * children.Length, "a collection");
            return shape.Build(children, keys, limits);
        });
    }

    private static bool HoldsSerializable(object collection, CollectionShape shape, RegistryView view, int depth)
    {
        if (depth >= SampleDepthMax) return false;
        if (shape.ElementType is { IsSealed: true } sealedType && !Qualifies(sealedType, view)) return false;
        foreach (object? child in Sample(collection, shape))
        {
            if (child is null) continue;
            if (child is MessageValue || view.TryFind(child.GetType(), out _)) return true;
            if (CollectionShapes.TryGet(child.GetType(), out var inner) &&
                HoldsSerializable(child, inner, view, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Qualifies(Type type, RegistryView view) =>
        type.IsAssignableTo(typeof(MessageValue)) || CollectionShapes.TryGet(type, out _) || view.TryFind(type, out _);

    // The first children and as many more at even distances: one odd first element must not decide for a million.
    private static IEnumerable<object?> Sample(object collection, CollectionShape shape)
    {
        foreach (object? child in shape.Children(collection).Take(SampledMax)) yield return child;
        if (collection is not IList list || list.Count <= SampledMax) yield break;
        double step = (list.Count - SampledMax) / (double)SampledMax;
        for (int i = 1; i <= SampledMax; i++)
        {
            yield return list[SampledMax - 1 + (int)(i * step)];
        }
    }

    private static byte[] EncodeKeys(object collection, CollectionShape shape)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(shape.Count(collection));
        foreach (object key in shape.Keys(collection)) MessageTree.TryWriteScalar(ref writer, key);
        writer.Flush();
        var encoded = buffer.Written.ToArray();
        buffer.Return();
        return encoded;
    }

    private static object[] DecodeKeys(Header header, Limits limits, AllocationBudget budget)
    {
        if (!header.TryGetRaw(HeaderKeys.Keys, out var encoded))
        {
            throw new WireFormatException($"the header of a dictionary lacks its keys: {header}");
        }

        var reader = new MsgPackReader(encoded.Span, limits);
        int count = reader.ReadArrayHeader();
        budget.Charge(48L * count, "the keys of a dictionary");
        var keys = new object[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = reader.PeekType() is MsgPackType.Array or MsgPackType.Map or MsgPackType.Nil
                ? throw new WireFormatException($"a key must be a scalar, found {reader.PeekType()}", reader.Offset)
                : MessageTree.Read(ref reader, null, limits, budget)!;
        }

        return keys;
    }
}
