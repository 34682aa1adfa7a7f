using Akka.Actor;
using Akka.Cluster;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// What Weft keeps for one actor system: its settings and its view of the family registry. Made when it is first asked
/// for, which is when the first bound message is serialized at the latest. Safe for any thread.
/// </summary>
public sealed class WeftExtension : IExtension
{
    private readonly IReadOnlyList<ContextRule> _rules;

    internal WeftExtension(ExtendedActorSystem system)
    {
        System = system;
        var setup = system.Settings.Setup.Get<WeftSetup>();
        var registry = setup.HasValue ? setup.Value.Registry : SerializerRegistry.Default;
        var config = system.Settings.Config;
        TlsCheck.RequireMutualRemoting(config);
        var settings = WeftSettings.Read(setup.HasValue ? setup.Value.Over(config) : config, system);
        registry.RegisterFamily(new MessagePackFamily());
        registry.Register(new ActorRefSerializer());
        registry.Register(new DataRefSerializer());
        settings.Register(registry);
        BindingCheck.Require(system);
        KeysRead = settings.KeysRead;
        Frame = FrameLimit.Read(config);
        Peers = new KnownPeers(system, Frame);
        var compression = registry.ResolveCompression(settings.Compression);
        Nodes = new NodeContexts(system, Peers, compression);
        Refusals = new RefusalNotices(this);
        Tls = settings.Tls;
        _rules = settings.Rules;
        Code = new NodeCode(settings.Functions);
        Serializer = new WeftSerializer(
            registry,
            new WeftSerializerOptions
            {
                Serializers = settings.Serializers,
                Deserializers = settings.Deserializers,
                Compression = compression,
                CodeSource = Code,
                Limits = settings.Limits,
                TypePolicy = registry.Types.Union(settings.Types),
            });
        ActorRefSerializer.Serve(Serializer, system);
        WorkerSerializer = new WeftSerializer(
            registry,
            new WeftSerializerOptions
            {
                Serializers = settings.Serializers,
                Deserializers = settings.Deserializers,
                Compression = compression,
                CodeSource = Code,
                Limits = settings.Limits,
                TypePolicy = registry.Types.Union(settings.Types).EncodeUnlisted(),
            });
        ActorRefSerializer.Serve(WorkerSerializer, system);
        Bulk = new BulkNode(this, settings.Bulk);
        Engine = settings.Engine;
        if (system.Provider is IClusterActorRefProvider)
            Locator = system.SystemActorOf(Weft.Actors.Locator.Props, Weft.Actors.Locator.Name);
        DataRefs = new DataRefNode(this, settings.DataRefs);
    }

    /// <summary>The system it belongs to.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>Families, accepted families, types and limits, as the configuration says.</summary>
    public WeftSerializer Serializer { get; }

    /// <summary>What stands under <c>weft.tls</c>.</summary>
    internal TlsSettings Tls { get; }

    /// <summary>As <see cref="Serializer"/>, for results: whether a type is taken is up to who asks for it.</summary>
    internal WeftSerializer WorkerSerializer { get; }

    /// <summary>Of whose code both make the functions that stand in values.</summary>
    internal NodeCode Code { get; }

    /// <summary>The system's bulk sends: its data listener and <c>/system/weft</c>.</summary>
    internal BulkNode Bulk { get; }

    /// <summary>How scheduler, workers and clients of this system behave.</summary>
    internal EngineSettings Engine { get; }

    /// <summary>Knows the cluster's scheduler; null in a system of no cluster.</summary>
    internal IActorRef? Locator { get; }

    /// <summary>How large a plain message to another node may be.</summary>
    internal FrameLimit Frame { get; }

    /// <summary>What other nodes have said of themselves.</summary>
    internal KnownPeers Peers { get; }

    /// <summary>What is known of the nodes at both ends of a send.</summary>
    internal NodeContexts Nodes { get; }

    /// <summary>What this node tells the senders of messages that it refuses.</summary>
    internal RefusalNotices Refusals { get; }

    /// <summary>The values that claims of this system stand for.</summary>
    internal DataRefNode DataRefs { get; }

    /// <summary>The extension of a system.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">
    /// The configuration under <c>weft</c> is wrong.
    /// </exception>
    public static WeftExtension Of(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<WeftExtension, WeftExtensionProvider>();
    }

    /// <summary>The keys below <c>weft</c> that were read.</summary>
    internal IReadOnlyCollection<string> KeysRead { get; }

    /// <summary>How to encode for a recipient: families of the first rule that holds, or the usual.</summary>
    internal SerializeOptions OptionsFor(SerializationContext context)
    {
        var options = new SerializeOptions { Context = context };
        foreach (var rule in _rules)
        {
            if (rule.Holds(context)) return options with { Serializers = rule.Serializers };
        }

        return options;
    }

    /// <summary>
    /// How plain messages to and from the node at the other end of a stream are encoded and decoded; null for messages
    /// that are not written to or read from any. The recipient is never known.
    /// </summary>
    internal PlainTerms PlainTermsOf(EndpointPeer.Endpoint? endpoint)
    {
        var known = Nodes.Edition;
        if (endpoint?.Terms is { } kept && ReferenceEquals(kept.Known, known)) return kept;
        var sending = OptionsFor(Nodes.To(endpoint?.Peer) with
        {
            Sender = new PeerAddress(System.Provider.DefaultAddress.ToString()),
        });
        var receiving = new DeserializeOptions { Context = Nodes.From(endpoint?.Peer) };
        var terms = new PlainTerms(known, sending, sending with { OnError = OnError.Raise }, receiving);
        if (endpoint is not null) endpoint.Terms = terms;
        return terms;
    }

    /// <summary>
    /// What an address looks like to peers: with this system's own host and port in front of local paths.
    /// </summary>
    internal PeerAddress AddressOf(IActorRef actor) =>
        new(Akka.Serialization.Serialization.SerializedActorPath(actor));

    /// <summary>
    /// What is known of a value on its way: addresses, proximity, and of both nodes the entries of
    /// <see cref="ContextEntries"/>. Either address may be none.
    /// </summary>
    internal SerializationContext ContextOf(PeerAddress sender, PeerAddress recipient) => Nodes.Of(sender, recipient);
}

/// <summary>Makes the <see cref="WeftExtension"/>; the reference names it under <c>akka.extensions</c>.</summary>
public sealed class WeftExtensionProvider : ExtensionIdProvider<WeftExtension>
{
    /// <inheritdoc/>
    public override WeftExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
