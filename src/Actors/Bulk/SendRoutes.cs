using System.Runtime.CompilerServices;
using System.Text;
using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// From whom to whom, and how that is encoded: worked out once for the same two references and kept for a moment, since
/// a cluster's roles may change. One user at a time.
/// </summary>
internal sealed class SendRoutes(BulkNode node)
{
    private const int KeptMax = 1024;
    private const long KeptMilliseconds = 1000;

    private readonly Dictionary<Key, SendRoute> _routes = [];

    /// <summary>The route of a message.</summary>
    /// <param name="send">The message.</param>
    /// <param name="families">The families that the peer accepts; null for all.</param>
    /// <exception cref="SerializationFailedException">No family in common.</exception>
    public SendRoute Of(DataSend send, IReadOnlyList<string>? families)
    {
        var names = send.Form == DataForm.Selected
            ? string.Join('/', ((ActorSelectionMessage)send.Message).Elements.Select(element => element.ToString()))
            : null;
        var key = new Key(send.Sender, send.Recipient, names);
        var now = Environment.TickCount64;
        if (_routes.TryGetValue(key, out var known) && now - known.At < KeptMilliseconds) return known;
        var route = Make(send, names, families, now);
        if (send.Sender.IsShortLived() || send.Recipient.IsShortLived()) return route;
        if (_routes.Count >= KeptMax) _routes.Clear();
        _routes[key] = route;
        return route;
    }

    /// <summary>Forgets all: another session may have other terms.</summary>
    public void Clear() => _routes.Clear();

    private SendRoute Make(DataSend send, string? names, IReadOnlyList<string>? families, long now)
    {
        var recipient = node.PathOf(send.Recipient);
        if (names is { Length: > 0 }) recipient = $"{recipient.TrimEnd('/')}/{names}";
        var sender = node.PathOf(send.Sender);
        var options = node.Extension.OptionsFor(
            node.Extension.ContextOf(new PeerAddress(sender), new PeerAddress(recipient)));
        var own = options.Serializers ?? node.Extension.Serializer.Serializers;
        var accepted = families is null ? own : [.. own.Where(families.Contains)];
        if (accepted.Count == 0)
            throw new SerializationFailedException(
                $"no family in common: this node writes [{string.Join(", ", own)}], the peer accepts " +
                $"[{string.Join(", ", families!)}]");
        return new SendRoute(
            Encoding.UTF8.GetBytes(recipient),
            Encoding.UTF8.GetBytes(sender),
            options with { Serializers = accepted },
            now);
    }

    // By reference: comparing paths costs more than the whole rest.
    private readonly record struct Key(IActorRef? Sender, IActorRef Recipient, string? Names)
    {
        public bool Equals(Key other) =>
            ReferenceEquals(Sender, other.Sender) && ReferenceEquals(Recipient, other.Recipient)
            && Names == other.Names;

        public override int GetHashCode() => HashCode.Combine(
            RuntimeHelpers.GetHashCode(Sender), RuntimeHelpers.GetHashCode(Recipient), Names);
    }
}

/// <summary>What is the same for all messages from one actor to another.</summary>
/// <param name="Recipient">The recipient's full path, UTF-8.</param>
/// <param name="Sender">The sender's, or empty.</param>
/// <param name="Options">Families and context.</param>
/// <param name="At">When it was worked out, in milliseconds of the system's clock.</param>
internal sealed record SendRoute(byte[] Recipient, byte[] Sender, SerializeOptions Options, long At);
