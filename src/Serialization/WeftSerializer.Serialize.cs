using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

public sealed partial class WeftSerializer
{
    private SerializeOptions? _defaultDumps;

    /// <summary>
    /// Makes header and frames of a value. The frames alias the value's memory wherever its serializer can: the value
    /// must not change while they are used. A <see cref="ToSerialize"/> stands for its value, a
    /// <see cref="Serialized"/> for its own payload, also where they stand inside a collection.
    /// </summary>
    /// <param name="value">Anything; null is a value.</param>
    /// <param name="options">Families, error behaviour and context of this call.</param>
    /// <returns>
    /// The payload; of the family <c>error</c> where nothing encodes the value and the options say so.
    /// </returns>
    /// <exception cref="SerializationFailedException">The value cannot be encoded and the options say to
    /// raise.</exception>
    /// <exception cref="ArgumentException">A family that is not registered, whatever the options say.</exception>
    public Payload Serialize(object? value, SerializeOptions? options = null)
    {
        options ??= SerializeOptions.Default;
        if (options.Serializers is null) options = DefaultsOf(options);
        var request = new DumpsRequest(this, Registry.View, options, 0);
        var payload = DumpsValue(value, request);
        return (options.Compression ?? options.Context.Compression) is null || value is Serialized
            ? payload
            : Compress(value, payload, request);
    }

    internal Payload DumpsPart(object? part, in DumpsRequest request, IReadOnlyList<string>? serializers)
    {
        if (request.Depth >= Limits.PayloadDepthMax)
        {
            throw new SerializationFailedException(
                $"payloads are nested deeper than {Limits.PayloadDepthMax} levels (Limits.PayloadDepthMax)",
                part?.GetType());
        }

        var options = request.Options;
        if (serializers is not null) options = options with { Serializers = serializers };
        if (options.IterateCollection is not null) options = options with { IterateCollection = null };
        return DumpsValue(part, request.Below(options));
    }

    private SerializeOptions DefaultsOf(SerializeOptions options) =>
        ReferenceEquals(options, SerializeOptions.Default)
            ? _defaultDumps ??= options with { Serializers = Serializers }
            : options with { Serializers = Serializers };

    private Payload DumpsValue(object? value, in DumpsRequest request)
    {
        if (value is MessageValue) value = Unmarked(value);
        if (value is Serialized encoded) return encoded.Payload;
        var families = request.View.Resolve(request.Options.Serializers!);
        if (TryTakeApart(value, request, out var apart, out var failure)) return apart;
        if (failure is not null) return Fail(value, request, failure);
        foreach (var family in families)
        {
            if (TryDumps(family, value, request, out var payload, out failure)) return payload;
            if (failure is not null) break;
        }

        return Fail(value, request, failure);
    }

    // A mark may hold another, as deep as memory allows: none takes a frame of the stack.
    private static object? Unmarked(object? value)
    {
        while (true)
        {
            if (value is ToSerialize marked) value = marked.Value;
            else if (value is Deserialized { Failure: null } decoded) value = decoded.Value;
            else return value;
        }
    }

    // False without a failure where the value is for the families as a whole.
    private static bool TryTakeApart(
        object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload, out Exception? failure)
    {
        (payload, failure) = (null, null);
        try
        {
            if (!CollectionCodec.ShouldIterate(value, request, out var shape)) return false;
            payload = CollectionCodec.Dumps(value!, shape, request);
            return true;
        }
        catch (Exception error) when (IsOfValue(error, request))
        {
            // Nobody asked for it: a graph may still hold what would be too much in parts.
            bool isInferred = request.Options.IterateCollection is null;
            if (error is not (TakenApartException or HoldsItselfException) || !isInferred) failure = error;
            return false;
        }
    }

    // Mistakes of the caller and broken invariants pass; so does what ends the taking apart of a value around
    // this one, up to there.
    private static bool IsOfValue(Exception error, in DumpsRequest request) =>
        error is not CheckException and not UnknownFamilyException &&
        (error is not TakenApartException || request.Depth == 0) &&
        (error is not HoldsItselfException { Depth: var depth } || depth == request.Depth);

    // Between neighbours compression costs more than it saves, whatever anybody asks for.
    private Payload Compress(object? value, Payload payload, in DumpsRequest request)
    {
        var (options, context) = (request.Options, request.Context);
        string? name = request.View.ResolveCompression(options.Compression ?? context.Compression);
        if (name is null || context.Proximity is Proximity.SameProcess or Proximity.SameHost) return payload;
        try
        {
            return FrameCompressor.Apply(payload, request.View.Codecs[name], Limits);
        }
        catch (Exception error) when (error is not CheckException)
        {
            return Fail(value, request, error);
        }
    }

    private static bool TryDumps(
        SerializerFamily family,
        object? value,
        in DumpsRequest request,
        [NotNullWhen(true)] out Payload? payload,
        out Exception? failure)
    {
        failure = null;
        payload = null;
        try
        {
            if (!family.TryDumps(value, request, out payload)) return false;
            payload = payload.WithSerializer(family.Name);
            return true;
        }
        catch (Exception error) when (IsOfValue(error, request))
        {
            failure = error;
            return false;
        }
    }

    private static Payload Fail(object? value, in DumpsRequest request, Exception? failure)
    {
        var type = value?.GetType();
        string lost = LostBase(type, request.View);
        string message = $"Could not serialize object of type {type?.ToString() ?? "null"}: " +
            (failure?.Message ?? $"none of the families [{string.Join(", ", request.Options.Serializers!)}] takes it") +
            lost;
        if (request.Options.OnError == OnError.Message) return ErrorFamily.Payload(message, failure);

        // A failure that is told in our own words, with the path of the member, is not told twice.
        if (failure is SerializationFailedException told && lost.Length == 0) throw told;
        throw new SerializationFailedException(message, type, failure);
    }

    // Never throws: it adds to the words of another failure.
    private static string LostBase(Type? type, RegistryView view)
    {
        try
        {
            if (type is null || view.Has(type) || view.FindBaseThatLosesType(type) is not { } parent) return "";
            return $"; {parent} has a serializer, which would make a {parent.Name} of the {type.Name}: register " +
                $"{type} too, or {parent} with SerializerRegistry.RegisterHierarchy";
        }
        catch (Exception error) when (error is not CheckException and not OutOfMemoryException)
        {
            return "";
        }
    }
}
