using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// The family <c>dask</c>: header {"serializer": "dask", "type": name, "sub-header": map}, where the per-type
/// serializer
/// of that name made the sub-header and the frames. Declines values whose type has none, and values of a type derived
/// from one whose serializer does not keep it.
/// </summary>
internal sealed class DaskFamily : SerializerFamily
{
    public const string FamilyName = "dask";

    public override string Name => FamilyName;

    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (value is null || !request.View.TryFind(value.GetType(), out var serializer)) return false;
        RequireNotDenied(value, serializer, request.Types);
        if (serializer is IWholeSerializer whole) return whole.TrySerializeWhole(value, request, out payload);
        if (!serializer.TrySerialize(value, request, out var part)) return false;
        payload = new Payload(WrapHeader(serializer.Name, part.Header, part.FrameArray.Length), part.FrameArray);
        return true;
    }

    public override object? Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        var serializer = Find(header, request, out var subHeader);
        return serializer.Deserialize(subHeader, frames, request);
    }

    public override PayloadReceiver? TryBeginReceive(
        Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        var serializer = Find(header, request, out var subHeader);
        return serializer.TryBeginReceive(subHeader, frameBytes, request);
    }

    /// <summary>Writes the header up to its sub-header; the caller writes that and what follows.</summary>
    internal static void WriteOuter(ref MsgPackWriter writer, string name, int entries = 3)
    {
        writer.WriteMapHeader(entries);
        writer.WriteUtf8("serializer"u8);
        writer.WriteUtf8("dask"u8);
        writer.WriteUtf8("type"u8);
        writer.WriteString(name);
        writer.WriteUtf8("sub-header"u8);
    }

    private static Header WrapHeader(string name, Header subHeader, int frameCount)
    {
        // Frames that a per-type serializer, or a part of an object, does not want compressed.
        ReadOnlyMemory<byte> declared = default;
        bool declares = CompressionEntries.TryRead(subHeader, frameCount, out object?[]? found) && found is not null &&
            subHeader.TryGetRaw(HeaderKeys.Compression, out declared);
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        WriteOuter(ref writer, name, declares ? 4 : 3);
        writer.WriteRaw(subHeader.Encoded.Span);
        if (declares)
        {
            writer.WriteString(HeaderKeys.Compression);
            writer.WriteRaw(declared.Span);
        }

        writer.Flush();
        var header = new Header(buffer.Written.ToArray(), Limits.Default);
        buffer.Return();
        return header;
    }

    // Deny wins over every way of allowing, and a registered serializer is one.
    private static void RequireNotDenied(object value, ITypeSerializer serializer, TypePolicy types)
    {
        var type = value.GetType();
        if (!types.Denies(type) && !types.Denies(serializer.Type)) return;
        var denied = types.Denies(type) ? type : serializer.Type;
        throw new SerializationFailedException(
            $"{ShortNames.Of(type)} cannot be sent: {types.WhyRefused(denied)}", type);
    }

    private static ITypeSerializer Find(Header header, in LoadsRequest request, out Header subHeader)
    {
        if (!header.TryGetString(HeaderKeys.Type, out string? name) ||
            !header.TryGetHeader(HeaderKeys.SubHeader, out subHeader!))
        {
            throw new WireFormatException($"a header of the family 'dask' lacks its type or sub-header: {header}");
        }

        if (request.View.TryFind(name, request, out var serializer))
        {
            if (!request.Types.Denies(serializer.Type)) return serializer;
            throw new DeserializationRefusedException(
                $"the payload holds what the per-type serializer '{name}' reads: " +
                request.Types.WhyRefused(serializer.Type));
        }

        throw new DeserializationRefusedException(
            $"no per-type serializer is registered under the name '{name}'; register the type in this process too " +
            "(SerializerRegistry.Register)");
    }
}
