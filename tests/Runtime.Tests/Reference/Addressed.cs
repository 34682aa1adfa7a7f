using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>
/// A value that comes back as what was known of its way when it was last encoded; by a family of its own.
/// </summary>
internal sealed record Addressed(string Sender, string Recipient, string Proximity)
{
    public static Addressed New() => new("", "", "");

    public static Payload Write(SerializationContext context) => new(new HeaderBuilder()
        .Set("sender", context.Sender.Value).Set("recipient", context.Recipient.Value)
        .Set("proximity", context.Proximity.ToString()).Build());

    public static Addressed Read(Header header) => new(Text(header, "sender"), Text(header, "recipient"),
        Text(header, "proximity"));

    private static string Text(Header header, string key) => header.TryGetString(key, out var text)
        ? text
        : throw new WireFormatException($"an addressed value lacks its {key}");
}

/// <summary>The same, by a per-type serializer.</summary>
internal sealed record AddressedByType(Addressed Way);
