using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// The family <c>msgpack</c>: header {"serializer": "msgpack"[, "type": name]}, one frame with one msgpack value. Takes
/// null, scalars, and arrays, lists and dictionaries of such; declines everything else, and what would not come back
/// as it was. The type stands in the header where msgpack alone would not give it back.
/// </summary>
internal sealed class MsgPackFamily : SerializerFamily
{
    public const string FamilyName = "msgpack";
    private static readonly Header Plain = new HeaderBuilder().Set(HeaderKeys.Serializer, FamilyName).Build();

    // What a tree is read as where the header says nothing.
    private static readonly HashSet<Type> Natural =
    [
        typeof(bool), typeof(int), typeof(float), typeof(double), typeof(string), typeof(byte[]), typeof(List<object>),
        typeof(Dictionary<string, object>),
    ];

    public override string Name => FamilyName;

    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (value is not null && !IsTree(value.GetType())) return false;
        var buffer = ByteBuffer.Rent();
        try
        {
            var writer = new MsgPackWriter(buffer);
            var limits = request.Serializer.Limits;
            if (MessageTree.Write(ref writer, value, null, limits.DepthMax, limits) is not null) return false;
            if (value is not null && TreeTypes.FirstLost(value, value.GetType(), limits.DepthMax) is { } lost)
                return Decline(value, lost, request);
            writer.Flush();
            var types = request.Types;
            if (types.DeniesAny && DeniedIn(value, types) is { } denied)
            {
                throw new SerializationFailedException(
                    $"{ShortNames.Of(value!.GetType())} cannot be sent: {types.WhyRefused(denied)}", value.GetType());
            }

            payload = new Payload(HeaderOf(value), buffer.Written.ToArray());
            return true;
        }
        catch (ArgumentException)
        {
            // A text that UTF-8 cannot express: none of this family's concern.
            return false;
        }
        finally
        {
            buffer.Return();
        }
    }

    public override object? Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        if (frames.Count != 1)
        {
            throw new WireFormatException($"a payload of the family 'msgpack' has {frames.Count} frames; expected 1");
        }

        var reader = new MsgPackReader(frames[0].Span, request.Limits);
        object? tree = MessageTree.Read(ref reader, null, request.Limits, request.Budget);
        if (!reader.IsAtEnd)
            throw new WireFormatException($"{reader.Left} bytes follow the msgpack value", reader.Offset);
        if (!header.TryGetString(HeaderKeys.Type, out string? name))
        {
            if (request.Types.DeniesAny) RefuseDenied(tree, request.Types);
            return tree;
        }

        var type = request.Types.Resolve(name, request.Limits);
        if (!IsTree(type)) throw new WireFormatException($"{type} is no type of the family 'msgpack'");
        object? value = Convert(tree, type, request);
        if (request.Types.DeniesAny) RefuseDenied(value, request.Types);
        return value;
    }

    // What msgpack itself tells apart stands there without a name: each value is asked for as what it became.
    private static void RefuseDenied(object? value, TypePolicy types)
    {
        if (DeniedIn(value, types) is { } denied) types.RefuseDenied(denied);
    }

    private static Type? DeniedIn(object? value, TypePolicy types)
    {
        if (value is null || types.Denies(value.GetType())) return value?.GetType();
        if (value is IDictionary map) return DeniedAmong(map.Keys, types) ?? DeniedAmong(map.Values, types);
        if (value is byte[]) return null;
        return value is IList list ? DeniedAmong(list, types) : null;
    }

    private static Type? DeniedAmong(IEnumerable values, TypePolicy types)
    {
        foreach (object? value in values)
        {
            if (DeniedIn(value, types) is { } denied) return denied;
        }

        return null;
    }

    // Where nobody is left to take the value, its sender hears why.
    private static bool Decline(object value, string lost, in DumpsRequest request) =>
        request.Options.Serializers![^1] != FamilyName ? false : throw new SerializationFailedException(
            $"{ShortNames.Of(value.GetType())}{lost} from msgpack: list a family behind it that keeps it, such as " +
            "'pickle' (Serializers)",
            value.GetType());

    private static Header HeaderOf(object? value)
    {
        if (value is null || Natural.Contains(value.GetType())) return Plain;
        return new HeaderBuilder()
            .Set(HeaderKeys.Serializer, FamilyName)
            .Set(HeaderKeys.Type, TypeNames.Of(value.GetType()))
            .Build();
    }

    private static bool IsTree(Type type)
    {
        if (type == typeof(object) || Scalars.IsScalar(type)) return true;
        if (!CollectionShapes.TryGet(type, out var shape) || shape is TupleShape) return false;
        if (shape.KeyType is { } key && !Scalars.IsKey(key)) return false;
        return IsTree(shape.ElementType!);
    }

    private static object? Convert(object? tree, Type type, in LoadsRequest request)
    {
        if (tree is null || type == typeof(object) || Scalars.IsScalar(type)) return Scalars.To(type, tree);
        CheckException.Require(CollectionShapes.TryGet(type, out var shape));
        object[] keys = [];
        object?[] children;
        switch (tree)
        {
            case List<object?> list when !shape.IsKeyed:
                children = [.. list];
                break;
            case Dictionary<string, object?> map when shape.IsKeyed:
                (keys, children) = ([.. map.Keys], [.. map.Values]);
                break;
            case Dictionary<object, object?> map when shape.IsKeyed:
                (keys, children) = ([.. map.Keys], [.. map.Values]);
                break;
            default:
                throw new InvalidCastException($"{tree.GetType()} is no {type}");
        }

        request.Budget.Charge(64 + 32L * (keys.Length + children.Length), "a collection");
        for (int i = 0; i < children.Length; i++) children[i] = Convert(children[i], shape.ElementType!, request);
        return shape.Build(children, keys, request.Limits);
    }
}
