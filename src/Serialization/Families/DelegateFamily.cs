using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>A family made of two functions.</summary>
internal sealed class DelegateFamily(
    string name,
    Func<object?, SerializationContext, Payload?>? dumps,
    Func<Header, IReadOnlyList<ReadOnlyMemory<byte>>, object?> loads) : SerializerFamily
{
    public override string Name => name;

    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = dumps?.Invoke(value, request.Context);
        return payload is not null;
    }

    public override object? Loads(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) => loads(header, frames);
}
