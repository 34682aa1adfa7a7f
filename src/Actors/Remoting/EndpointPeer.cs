using System.Net;
using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// Whose stream the calling thread writes or reads. Akka tells its serializers nothing of the peer, but it runs them in
/// the actors of the association, whose names hold the peer's address:
/// <c>/system/endpointManager/reliableEndpointWriter-{address}-{n}/endpointWriter/endpointReader-…</c>. Elsewhere
/// (serialize-messages, persistence, direct calls) there is no such actor.
/// </summary>
internal static class EndpointPeer
{
    // One entry for each endpoint actor; goes with it.
    private static readonly ConditionalWeakTable<IActorRef, Endpoint> Endpoints = [];

    /// <summary>The endpoint that the calling thread serves; null where it serves none.</summary>
    public static Endpoint? Current
    {
        get
        {
            var self = ActorCell.GetCurrentSelfOrNoSender();
            if (self is null) return null;
            var endpoint = Endpoints.GetValue(self, static actor => Read(actor.Path));
            return endpoint.IsNone ? null : endpoint;
        }
    }

    /// <summary>What the path of an actor says.</summary>
    internal static Endpoint Read(ActorPath path)
    {
        if (path.Elements is not ["system", "endpointManager", var name, ..]) return Endpoint.None;
        var (from, to) = (name.IndexOf('-', StringComparison.Ordinal) + 1, name.LastIndexOf('-'));
        var text = from > 0 && to > from ? WebUtility.UrlDecode(name[from..to]) : "";
        return ActorPath.TryParseAddress(text, out var address) ? new Endpoint(address) : new Endpoint(null);
    }

    /// <summary>One association, as one of its actors.</summary>
    /// <param name="peer">The other node; null where the name of the actor does not tell.</param>
    internal sealed class Endpoint(Address? peer)
    {
        /// <summary>Not an endpoint at all.</summary>
        public static Endpoint None { get; } = new(null);

        private volatile PlainTerms? _terms;

        /// <summary>The other node; null where it is not known.</summary>
        public Address? Peer => peer;

        /// <summary>How messages to and from it were last encoded and decoded; any thread may replace it.</summary>
        public PlainTerms? Terms
        {
            get => _terms;
            set => _terms = value;
        }

        /// <summary>True for <see cref="None"/>.</summary>
        public bool IsNone => ReferenceEquals(this, None);
    }
}
