using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using MessagePack;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// The family <c>messagepack</c>: objects of types marked <see cref="MessagePackObjectAttribute"/> or
/// <see cref="UnionAttribute"/>, encoded by MessagePack-CSharp with its security for untrusted data. Header
/// {"serializer": "messagepack", "type": name}, one frame. Never typeless: the type is named by the header and must be
/// allowed, as must every marked type inside. Declines everything else.
/// </summary>
public sealed class MessagePackFamily : SerializerFamily
{
    /// <summary>The family's name.</summary>
    public const string FamilyName = "messagepack";

    private const string TypeKey = "type";

    // Deeper graphs cost stack, which cannot be won back.
    private const int DepthMax = 256;

    private static readonly ConcurrentDictionary<Type, bool> Marked = new();
    private static readonly ConditionalWeakTable<TypePolicy, MessagePackSerializerOptions> Encoding = [];
    private static readonly ConditionalWeakTable<TypePolicy, MessagePackSerializerOptions> Decoding = [];

    /// <inheritdoc/>
    public override string Name => FamilyName;

    /// <summary>True for a type that is marked for MessagePack-CSharp.</summary>
    internal static bool IsMarked(Type type) => Marked.GetOrAdd(
        type,
        static t => t.GetCustomAttribute<MessagePackObjectAttribute>(inherit: false) is not null
            || t.GetCustomAttributes<UnionAttribute>(inherit: false).Any()
            || t.GetCustomAttribute<MessagePackFormatterAttribute>(inherit: false) is not null);

    /// <inheritdoc/>
    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (value is null || !IsMarked(value.GetType())) return false;
        var (type, policy) = (value.GetType(), request.Serializer.Types);
        if (!policy.AllowsEncoding(type)) throw new SerializationFailedException(policy.WhyRefused(type), type);
        try
        {
            var options = Encoding.GetValue(policy, static p => Options(p, true));
            var bytes = MessagePackSerializer.Serialize(type, value, options);
            var header = new HeaderBuilder().Set("serializer", FamilyName).Set(TypeKey, policy.NameOf(type)).Build();
            payload = new Payload(header, bytes);
            return true;
        }
        catch (MessagePackSerializationException error)
        {
            throw new SerializationFailedException($"MessagePack cannot encode {type}: {Reason(error)}", type, error);
        }
    }

    /// <inheritdoc/>
    public override object? Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count != 1)
            throw new WireFormatException($"the family '{FamilyName}' has one frame, found {frames.Count}");
        if (!header.TryGetString(TypeKey, out var name))
            throw new WireFormatException($"the header names no type: {header}");
        var type = request.Types.Resolve(name, request.Limits);
        if (!IsMarked(type)) throw new WireFormatException($"{type} is not marked [MessagePackObject]");
        request.Budget.Charge(frames[0].Length, "an object in MessagePack");
        try
        {
            var reader = new MessagePackReader(frames[0]);
            var options = Decoding.GetValue(request.Types, static p => Options(p, false));
            var value = MessagePackSerializer.Deserialize(type, ref reader, options);
            if (!reader.End) throw new WireFormatException("bytes follow the object", reader.Consumed);
            return value ?? throw new WireFormatException($"nothing stands where a {type} belongs", 0);
        }
        catch (MessagePackSerializationException error)
        {
            if (Cause(error) is DeserializationRefusedException refusal)
                throw new DeserializationRefusedException(refusal.Message);
            throw new WireFormatException($"MessagePack cannot decode {type}: {Reason(error)}", -1, error);
        }
    }

    private static MessagePackSerializerOptions Options(TypePolicy policy, bool encodes) =>
        MessagePackSerializerOptions.Standard
            .WithResolver(new AllowedResolver(policy, encodes))
            .WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(DepthMax));

    private static string Reason(Exception error) => Cause(error).Message;

    private static Exception Cause(Exception error) => error.InnerException is { } inner ? Cause(inner) : error;
}
