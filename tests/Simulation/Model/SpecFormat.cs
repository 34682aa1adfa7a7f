using System.Buffers.Binary;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// The simulated task scheme: the salt of the function, in the header for every other key and in a frame for the rest,
/// so that both ways in which a spec travels are taken.
/// </summary>
internal static class SpecFormat
{
    /// <summary>The definition that a client submits.</summary>
    public static TaskDefinition Define(KeyModel model) => new(
        model.Key,
        Write(model),
        model.Dependencies.Select(item => item.Key).ToList(),
        model.Priority,
        model.RetriesMax,
        model.Workers);

    /// <summary>The salt in a spec, which must be that of this key.</summary>
    public static ulong Read(Serialized spec, string key)
    {
        var header = spec.Payload.Header;
        header.TryGetString("key", out string? owner);
        if (owner != key) throw new PropertyViolation("RightValue", key, $"'{key}' comes with the spec of '{owner}'");
        return spec.Payload.Frames.Count == 1
            ? BinaryPrimitives.ReadUInt64LittleEndian(spec.Payload.Frames[0].Span)
            : header.TryGetInt64("salt", out long salt)
                ? (ulong)salt
                : throw new PropertyViolation("RightValue", key, $"the spec of '{key}' has lost its salt");
    }

    private static Serialized Write(KeyModel model)
    {
        var header = new HeaderBuilder().Set("serializer", "task").Set("key", model.Key);
        if ((model.Salt & 1) == 0) return new Serialized(new Payload(header.Set("salt", (long)model.Salt).Build()));
        byte[] frame = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, model.Salt);
        return new Serialized(new Payload(header.Build(), frame));
    }
}
