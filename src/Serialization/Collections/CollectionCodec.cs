using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// Collections element by element: header {"is-collection": true, "type": name, "sub-headers", "frame-counts"[,
/// "apart"][, "keys"]}; the frames are those of the parts, one after another. Belongs to no family: each part names
/// its own. Elements without a per-type serializer are one part together, so that numbers never get a header each.
/// </summary>
internal static class CollectionCodec
{
    private const int SampledMax = 32;
    private const int SampleDepthMax = 8;
    private const int InferredMax = 65_536;

    // Lists may stand in lists again and again: what is looked at is bounded, however often it is met.
    private const int LookedAtMax = 65_536;
    private const int LookedAtForEach = 16;

    /// <summary>True where the value is to be encoded element by element.</summary>
    public static bool ShouldIterate(
        object? value, in DumpsRequest request, [NotNullWhen(true)] out CollectionShape? shape)
    {
        shape = null;
        if (value is null || request.Options.IterateCollection == false) return false;
        var type = value.GetType();
        if (type.IsPrimitive || type == typeof(string)) return false;

        // A run of primitives has a serializer of its own; nothing is gained by a header for each number.
        if (PartRule.IsServed(type, request.View) || !CollectionShapes.TryGet(type, out shape)) return false;
        if (!shape.CanSplit(value) || !request.Types.AllowsEncoding(type)) return false;
        if (request.Options.IterateCollection == true) return !IsCompact(value, request);

        // Beyond this the headers would be too long for anyone to read.
        var rule = PartRule.For(value, shape, request);
        if (rule.KeepsShort && shape.Count(value) > InferredMax) return false;
        int left = LookedAtMax;
        return HoldsSerializable(value, shape, rule, 0, ref left);
    }

    /// <summary>Encodes the children, each with the call's families.</summary>
    /// <exception cref="HoldsItselfException">A collection around this one stands in it again, and may travel as a
    /// whole.</exception>
    public static Payload Dumps(object collection, CollectionShape shape, in DumpsRequest request)
    {
        shape.RequireSpread(collection, request.Serializer.Limits);
        // Where nobody asked for parts, a collection that stands in one of them again is for the graph as a whole.
        bool mayBeWhole = request.Options.IterateCollection is null &&
            request.Options.Serializers!.Contains(PickleFamily.FamilyName);
        var inside = request.Inside(collection, mayBeWhole);
        var children = shape.Children(collection).ToArray();
        var parts = new PartFrames();
        var header = new HeaderBuilder()
            .Set(HeaderKeys.IsCollection, true)
            .Set(HeaderKeys.Type, TypeNames.Of(shape.Type));
        if (shape is not TupleShape && TrySplit(
            children, inside, PartRule.For(collection, shape, request), out long[]? apart, out var others))
        {
            foreach (long position in apart) parts.Add(Child(children, (int)position, shape, inside));
            parts.Add(others);
            header.Set(HeaderKeys.Apart, apart.AsSpan());
        }
        else
        {
            for (int i = 0; i < children.Length; i++) parts.Add(Child(children, i, shape, inside));
        }

        byte[]? inHeader = null;
        if (shape.IsKeyed && !CollectionKeys.TryEncode(shape.Keys(collection), out inHeader))
        {
            parts.Add(inside.Dumps(shape.Keys(collection)));
        }

        parts.WriteTo(header);
        if (inHeader is not null) header.SetRaw(HeaderKeys.Keys, inHeader);
        else if (shape.IsKeyed) header.Set(HeaderKeys.Keys, true);
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
        bool isSplit = header.TryGetInt64s(HeaderKeys.Apart, out long[]? apart);
        object[]? keys = shape.IsKeyed ? CollectionKeys.Decode(header, limits, budget) : [];
        if (request.Types.DeniesAny && keys is not null && shape.KeyType == typeof(object))
        {
            foreach (object key in keys) request.Types.RefuseDenied(key.GetType());
        }

        int expected = isSplit ? apart!.Length + 1 + (keys is null ? 1 : 0)
            : shape.IsKeyed && keys is not null ? keys.Length
            : -1;
        return PartsReceiver.Begin(
            header, frameBytes, request, expected, parts => Build(shape, parts, apart, keys, limits, budget));
    }

    private static object Build(
        CollectionShape shape, object?[] parts, long[]? apart, object[]? keys, Limits limits, AllocationBudget budget)
    {
        budget.Charge(80 + 48L * parts.Length, "a collection");
        if (keys is null)
        {
            if (parts.Length == 0)
                throw new WireFormatException($"a dictionary lacks the part of its keys: it has {parts.Length} parts");
            keys = CollectionKeys.Of(parts[^1], shape.KeyType!, budget);
            parts = parts[..^1];
        }

        var children = apart is null ? parts : Join(parts, apart, budget);
        if (shape.IsKeyed && keys.Length != children.Length)
        {
            throw new WireFormatException($"a dictionary has {keys.Length} keys for {children.Length} values");
        }

        try
        {
            return shape.Build(children, keys, limits);
        }
        catch (Exception error) when (error is not (WireFormatException or InvalidCastException or CheckException))
        {
            // Keys of a user's type are compared by the user's code.
            throw new WireFormatException($"a {shape.Type} cannot be built of its parts: {error.Message}", -1, error);
        }
    }

    // The others stand in the gaps that those apart leave.
    private static object?[] Join(object?[] parts, long[] apart, AllocationBudget budget)
    {
        if (parts.Length != apart.Length + 1 || parts[^1] is not object?[] others)
        {
            throw new WireFormatException(
                $"a collection with {apart.Length} parts apart lacks the array of the others");
        }

        budget.Charge(56L * others.Length, "a collection");
        var children = new object?[apart.Length + others.Length];
        int next = 0;
        int from = 0;
        for (int i = 0; i < children.Length; i++)
        {
            if (next < apart.Length && apart[next] == i) children[i] = parts[next++];
            else if (from < others.Length) children[i] = others[from++];
            else break;
        }

        return next == apart.Length && from == others.Length ? children : throw new WireFormatException(
            $"the positions apart do not ascend from 0 to {children.Length - 1}");
    }

    private static Payload Child(object?[] children, int index, CollectionShape shape, in DumpsRequest inside)
    {
        try
        {
            return inside.Dumps(children[index]);
        }
        catch (SerializationFailedException error)
        {
            throw error.UnderItem(shape.Type, index);
        }
    }

    // What has no per-type serializer becomes one part, if it can: else each is tried, to name the one that fails.
    private static bool TrySplit(
        object?[] children,
        in DumpsRequest inside,
        in PartRule rule,
        [NotNullWhen(true)] out long[]? apart,
        [NotNullWhen(true)] out Payload? others)
    {
        (apart, others) = (null, null);

        // A family of one's own may want what the others would take in one.
        foreach (var tried in inside.View.Resolve(inside.Options.Serializers!))
        {
            if (tried is not (DaskFamily or PickleFamily or MsgPackFamily)) return false;
        }

        var positions = new List<long>();
        bool isPlain = true;
        int left = checked(LookedAtMax + LookedAtForEach * children.Length);
        for (int i = 0; i < children.Length; i++)
        {
            if (GoesApart(children[i], rule, ref left)) positions.Add(i);
            else isPlain &= children[i] is null or bool or int or float or double or string;
        }

        if (children.Length - positions.Count < 2) return false;
        var rest = new object?[children.Length - positions.Count];
        int next = 0;
        int at = 0;
        for (int i = 0; i < children.Length; i++)
        {
            if (next < positions.Count && positions[next] == i) next++;
            else rest[at++] = children[i];
        }

        try
        {
            others = inside.Dumps(rest);
        }
        catch (SerializationFailedException)
        {
            return false;
        }

        // Families of one's own, and msgpack, may give back other types from an array than one by one.
        string? family = others.Header.Serializer;
        if (family is not (DaskFamily.FamilyName or PickleFamily.FamilyName) &&
            (!isPlain || family is null or ErrorFamily.FamilyName))
        {
            return false;
        }

        apart = [.. positions];
        return true;
    }

    private static bool GoesApart(object? child, in PartRule rule, ref int left)
    {
        if (child is null) return false;
        if (rule.IsReason(child)) return true;
        return CollectionShapes.TryGet(child.GetType(), out var shape) && shape.CanSplit(child) &&
            HoldsSerializable(child, shape, rule, 0, ref left);
    }

    private static bool HoldsSerializable(
        object collection, CollectionShape shape, in PartRule rule, int depth, ref int left)
    {
        if (depth >= SampleDepthMax) return false;
        if (shape.ElementType is { IsSealed: true } sealedType && !rule.Qualifies(sealedType)) return false;
        foreach (object? child in Sample(collection, shape))
        {
            if (child is null) continue;
            if (--left < 0) return false;
            if (rule.IsReason(child)) return true;
            if (CollectionShapes.TryGet(child.GetType(), out var inner) &&
                HoldsSerializable(child, inner, rule, depth + 1, ref left))
            {
                return true;
            }
        }

        return false;
    }

    // Whatever the caller asks for, numbers that can be one run do not get a header each.
    private static bool IsCompact(object value, in DumpsRequest request) =>
        request.Options.Serializers!.Contains(DaskFamily.FamilyName) &&
        request.View.TryFind(value.GetType(), out var serializer) &&
        serializer is ICompactForm compact && compact.Takes(value);

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
}
