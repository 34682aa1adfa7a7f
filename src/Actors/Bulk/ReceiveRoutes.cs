using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// The actors that tickets name, and the context they are decoded in: looked up once for the same two paths and kept
/// for a moment. One user at a time.
/// </summary>
internal sealed class ReceiveRoutes(BulkNode node)
{
    private const int KeptMax = 1024;

    // Longer ones are rare, and many of them would be a peer's way to have memory kept.
    private const int PathCharsMax = 1024;
    private const long KeptMilliseconds = 1000;

    private readonly Dictionary<(string Sender, string Recipient), ReceiveRoute> _routes = [];

    /// <summary>The route of a ticket.</summary>
    /// <param name="sender">The path of who tells; empty for nobody.</param>
    /// <param name="recipient">The path of who is told.</param>
    public ReceiveRoute Of(string sender, string recipient)
    {
        var now = Environment.TickCount64;
        if (_routes.TryGetValue((sender, recipient), out var known)
            && now - known.At < KeptMilliseconds && !known.Recipient.HasEnded())
            return known;
        var provider = node.Extension.System.Provider;
        var context = node.Extension.ContextOf(new PeerAddress(sender), new PeerAddress(recipient));
        var route = new ReceiveRoute(
            Resolve(provider, recipient),
            sender.Length == 0 ? ActorRefs.NoSender : provider.ResolveActorRef(sender),
            new DeserializeOptions { Context = context },
            now);
        if (route.Sender.IsShortLived() || route.Recipient.IsShortLived()) return route;
        if (sender.Length > PathCharsMax || recipient.Length > PathCharsMax) return route;
        if (_routes.Count >= KeptMax) _routes.Clear();
        _routes[(sender, recipient)] = route;
        return route;
    }

    // The root, from which a pattern selects, is found by its address alone.
    private static IActorRef Resolve(IActorRefProvider provider, string path) =>
        ActorPath.TryParse(path, out var parsed) && parsed is RootActorPath
            ? provider.RootGuardianAt(parsed.Address)
            : provider.ResolveActorRef(path);
}

/// <summary>What is the same for all messages from one actor to another, at the receiver.</summary>
/// <param name="Recipient">In this system, where there is such an actor.</param>
/// <param name="Sender">Who told; the recipient sees it as its Sender.</param>
/// <param name="Options">The context of decoding.</param>
/// <param name="At">When it was looked up, in milliseconds of the system's clock.</param>
internal sealed record ReceiveRoute(IActorRef Recipient, IActorRef? Sender, DeserializeOptions Options, long At);
