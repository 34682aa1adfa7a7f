using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Cluster;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// What a system knows of the nodes at both ends of a send: proximity, roles, versions. Worked out once for two nodes
/// and kept until the cluster or what peers have said changes. Safe for any thread.
/// </summary>
/// <param name="system">The system.</param>
/// <param name="peers">What other nodes have said.</param>
/// <param name="compression">The codec that this node offers; null for none.</param>
internal sealed class NodeContexts(ExtendedActorSystem system, KnownPeers peers, string? compression)
{
    private const int KeptMax = 1024;

    private readonly Address _own = system.Provider.DefaultAddress;
    private readonly bool _isClustered = system.Provider is IClusterActorRefProvider;
    private volatile Known _known = new(null, -1);

    /// <summary>Another object whenever something else is known than before.</summary>
    public object Edition => Current();

    /// <summary>What is known of a value that goes from one address to another; either may be none.</summary>
    public SerializationContext Of(PeerAddress sender, PeerAddress recipient) =>
        Between(NodeOf(sender), NodeOf(recipient)) with { Sender = sender, Recipient = recipient };

    /// <summary>What is known of a plain message to a node: neither actor. Null for an unknown node.</summary>
    public SerializationContext To(Address? node) => Between(_own, node);

    /// <summary>What is known of a plain message from a node: neither actor. Null for an unknown node.</summary>
    public SerializationContext From(Address? node) => node is null
        ? SerializationContext.Unknown
        : Between(node, _own) with
        {
            Sender = new PeerAddress(node.ToString()),
            Recipient = new PeerAddress(_own.ToString()),
        };

    private SerializationContext Between(Address? from, Address? to)
    {
        var known = Current();
        var key = (from ?? Address.AllSystems, to ?? Address.AllSystems);
        if (known.Contexts.TryGetValue(key, out var context)) return context;
        if (known.Contexts.Count >= KeptMax) known.Contexts.Clear();
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(
            entries, known, from, ContextEntries.SenderNode, ContextEntries.SenderRoles, ContextEntries.SenderWeft,
            ContextEntries.SenderRuntime);
        Add(
            entries, known, to, ContextEntries.RecipientNode, ContextEntries.RecipientRoles,
            ContextEntries.RecipientWeft, ContextEntries.RecipientRuntime);
        context = new SerializationContext
        {
            Proximity = ProximityOf(from, to),
            Compression = Agreed(OtherOf(from, to)),
            Entries = entries,
        };
        known.Contexts[key] = context;
        return context;
    }

    private void Add(
        Dictionary<string, string> entries,
        Known known,
        Address? node,
        string nodeKey,
        string rolesKey,
        string weftKey,
        string runtimeKey)
    {
        if (node is null) return;
        entries[nodeKey] = node.ToString();
        if (RolesOf(known, node) is { } roles) entries[rolesKey] = string.Join(',', roles);
        var facts = node.Equals(_own)
            ? new PeerFacts(BulkNode.Package, RuntimeInformation.FrameworkDescription, 0, compression ?? "")
            : peers.Find(node);
        if (facts is null) return;
        entries[weftKey] = facts.Package;
        if (facts.Runtime.Length > 0) entries[runtimeKey] = facts.Runtime;
    }

    // The sender is here, or the recipient is: the other one tells.
    private Address? OtherOf(Address? from, Address? to) => to is not null && to.Equals(_own) ? from : to;

    // The codec that both nodes offer; unknown until the other one has said so.
    private string? Agreed(Address? other) =>
        compression is not null && other is not null && peers.Find(other)?.Compression == compression
            ? compression
            : null;

    private Proximity ProximityOf(Address? from, Address? to)
    {
        var other = OtherOf(from, to);
        return other is null ? Proximity.Unknown
            : other.Equals(_own) ? Proximity.SameProcess
            : other.Host == _own.Host ? Proximity.SameHost
            : Proximity.Remote;
    }

    private Address? NodeOf(PeerAddress peer) =>
        peer.IsNone || !ActorPath.TryParse(peer.Value, out var path) ? null
        : path.Address.HasLocalScope ? _own
        : path.Address;

    private IEnumerable<string>? RolesOf(Known known, Address node)
    {
        if (known.Members is null) return null;
        foreach (var member in known.Members)
            if (member.Address.Equals(node)) return member.Roles;
        return node.Equals(_own) ? Akka.Cluster.Cluster.Get(system).SelfRoles : null;
    }

    // The cluster's state is immutable: as long as the set is the same, so are the roles.
    private Known Current()
    {
        var members = _isClustered ? Akka.Cluster.Cluster.Get(system).State.Members : null;
        var (known, edition) = (_known, peers.Edition);
        if (ReferenceEquals(known.Members, members) && known.Edition == edition) return known;
        return _known = new Known(members, edition);
    }

    private sealed class Known(ImmutableSortedSet<Member>? members, long edition)
    {
        public ImmutableSortedSet<Member>? Members => members;

        public long Edition => edition;

        public ConcurrentDictionary<(Address From, Address To), SerializationContext> Contexts { get; } = new();
    }
}
