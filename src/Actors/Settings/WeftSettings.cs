using Akka.Actor;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Event;
using Weft.Runtime;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>What stands under <c>weft</c> in the configuration, read once and checked.</summary>
internal sealed record WeftSettings
{
    private const string Section = "weft.serialization";

    /// <summary>Families tried in this order.</summary>
    public required IReadOnlyList<string> Serializers { get; init; }

    /// <summary>Families accepted; null for every one registered.</summary>
    public required IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>Families to register.</summary>
    public required IReadOnlyList<SerializerFamily> Families { get; init; }

    /// <summary>Per-type serializers to register.</summary>
    public required IReadOnlyList<ITypeSerializer> TypeSerializers { get; init; }

    /// <summary>Open generic types and the open per-type serializers to register for their constructions.</summary>
    public required IReadOnlyList<(Type Definition, Type Serializer)> GenericSerializers { get; init; }

    /// <summary>Codecs for frames to register.</summary>
    public required IReadOnlyList<ICompressionCodec> Codecs { get; init; }

    /// <summary>The codec offered to other nodes, or off, or auto.</summary>
    public required string Compression { get; init; }

    /// <summary>Types that may be decoded, beside those the registry allows.</summary>
    public required TypePolicy Types { get; init; }

    /// <summary>Simple names of assemblies of whose functions delegates in values may be made.</summary>
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>The maxima for bytes from outside.</summary>
    public required Limits Limits { get; init; }

    /// <summary>Which families for whom; the first that holds counts.</summary>
    public required IReadOnlyList<ContextRule> Rules { get; init; }

    /// <summary>How large values travel.</summary>
    public required BulkSettings Bulk { get; init; }

    /// <summary>Scheduler, workers and clients.</summary>
    public required EngineSettings Engine { get; init; }

    /// <summary>What protects data connections, and what may do without.</summary>
    public required TlsSettings Tls { get; init; }

    /// <summary>How long values are kept that claims stand for.</summary>
    public required DataRefSettings DataRefs { get; init; }

    /// <summary>How a deployed node behaves; nothing in other programs.</summary>
    public required NodeSettings Node { get; init; }

    /// <summary>Every key that was asked for.</summary>
    public required IReadOnlyCollection<string> KeysRead { get; init; }

    /// <summary>Reads the configuration of a system; makes the classes it names.</summary>
    /// <exception cref="ConfigurationException">A key is unknown or its value is not allowed; names both.</exception>
    public static WeftSettings Read(Config config, ExtendedActorSystem system)
    {
        var reader = new SettingsReader(config);
        var settings = new WeftSettings
        {
            Serializers = ReadOrder(reader),
            Deserializers = reader.Strings($"{Section}.deserializers") is { Count: > 0 } accepted ? accepted : null,
            Families = ReadFamilies(reader, system),
            TypeSerializers = ReadTypeSerializers(reader, system),
            GenericSerializers = ReadGenericSerializers(reader),
            Codecs = ReadCodecs(reader, system),
            Compression = reader.Text($"{Section}.compression"),
            Types = ReadPolicy(reader),
            Functions = ReadFunctions(reader),
            Limits = LimitKeys.Read(reader),
            Rules = ReadRules(reader),
            Bulk = BulkSettings.Read(reader),
            Engine = EngineSettings.Read(reader),
            Tls = TlsSettings.Read(reader, text => system.Log.Warning("weft.tls: {0}", text)),
            DataRefs = DataRefSettings.Read(reader),
            Node = NodeSettings.Read(reader),
            KeysRead = reader.KeysRead,
        };
        reader.RejectUnread();
        return settings;
    }

    /// <summary>Registers what is configured, then holds every list of families against what is registered.</summary>
    /// <exception cref="ConfigurationException">A list names a family that nobody has registered.</exception>
    public void Register(SerializerRegistry registry)
    {
        foreach (var family in Families) registry.RegisterFamily(family);
        foreach (var serializer in TypeSerializers) registry.Register(serializer);
        foreach (var (definition, serializer) in GenericSerializers)
            registry.RegisterOpenGeneric(definition, serializer);
        foreach (var codec in Codecs) registry.RegisterCompression(codec);
        RequireCodec(registry);
        RequireFamilies(registry, $"{Section}.serializers", Serializers);
        RequireFamilies(registry, $"{Section}.deserializers", Deserializers ?? []);
        for (var i = 0; i < Rules.Count; i++)
            RequireFamilies(registry, $"{Section}.context-rules[{i}].serializers", Rules[i].Serializers);
    }

    private void RequireCodec(SerializerRegistry registry)
    {
        try
        {
            registry.ResolveCompression(Compression);
        }
        catch (ArgumentException error)
        {
            throw SettingsReader.Wrong($"{Section}.compression", Compression, error.Message, error);
        }
    }

    private static void RequireFamilies(SerializerRegistry registry, string key, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                _ = new WeftSerializer(registry, new WeftSerializerOptions { Serializers = [name] });
            }
            catch (ArgumentException error)
            {
                throw SettingsReader.Wrong(key, name, error.Message, error);
            }
        }
    }

    private static IReadOnlyList<string> ReadOrder(SettingsReader reader)
    {
        const string key = $"{Section}.serializers";
        var families = reader.Strings(key);
        return families.Count > 0
            ? families
            : throw SettingsReader.Wrong(key, "[]", "must name at least one family, such as dask");
    }

    private static IReadOnlyList<SerializerFamily> ReadFamilies(SettingsReader reader, ExtendedActorSystem system)
    {
        var families = new List<SerializerFamily>();
        foreach (var (name, className) in reader.Names($"{Section}.families"))
        {
            var key = $"{Section}.families.{name}";
            var family = ConfiguredClass.Create<SerializerFamily>(key, className, system);
            if (family.Name != name)
                throw SettingsReader.Wrong(
                    key, className, $"calls itself '{family.Name}', as headers will; use that name");
            if (name == "error")
                throw SettingsReader.Wrong(key, className, "'error' carries senders' reasons and stays Weft's own");
            families.Add(family);
        }

        return families;
    }

    private static IReadOnlyList<ICompressionCodec> ReadCodecs(SettingsReader reader, ExtendedActorSystem system)
    {
        var codecs = new List<ICompressionCodec>();
        foreach (var (name, className) in reader.Names($"{Section}.codecs"))
        {
            var key = $"{Section}.codecs.{name}";
            var codec = ConfiguredClass.Create<ICompressionCodec>(key, className, system);
            if (codec.Name != name)
                throw SettingsReader.Wrong(
                    key, className, $"calls itself '{codec.Name}', as headers will; use that name");
            if (name is "off" or "auto")
                throw SettingsReader.Wrong(key, className, "off and auto are settings, not names of codecs");
            codecs.Add(codec);
        }

        return codecs;
    }

    private static IReadOnlyList<ITypeSerializer> ReadTypeSerializers(SettingsReader reader, ExtendedActorSystem system)
    {
        const string key = $"{Section}.type-serializers";
        var serializers = new List<ITypeSerializer>();
        foreach (var className in reader.Strings(key))
        {
            var serializer = ConfiguredClass.Create<ITypeSerializer>(key, className, system);
            if (serializers.Find(s => s.Name == serializer.Name || s.Type == serializer.Type) is { } other)
            {
                throw SettingsReader.Wrong(
                    key,
                    className,
                    $"serves {serializer.Type} as '{serializer.Name}', which {other.GetType()} serves already");
            }

            serializers.Add(serializer);
        }

        return serializers;
    }

    private static IReadOnlyList<(Type, Type)> ReadGenericSerializers(SettingsReader reader)
    {
        var pairs = new List<(Type, Type)>();
        foreach (var (name, className) in reader.Names($"{Section}.generic-serializers"))
        {
            var key = $"{Section}.generic-serializers.{name}";
            var (definition, serializer) = (ConfiguredClass.Find(key, name), ConfiguredClass.Find(key, className));
            try
            {
                // A registry that nobody uses says whether the two fit each other.
                new SerializerRegistry().RegisterOpenGeneric(definition, serializer);
            }
            catch (ArgumentException error)
            {
                throw SettingsReader.Wrong(key, className, error.Message.ReplaceLineEndings(" "), error);
            }

            pairs.Add((definition, serializer));
        }

        return pairs;
    }

    private static IReadOnlyList<string> ReadFunctions(SettingsReader reader)
    {
        const string key = $"{Section}.functions-of";
        var names = reader.Strings(key);
        try
        {
            CodePolicy.Admit(names);
        }
        catch (ArgumentException error)
        {
            throw SettingsReader.Wrong(key, string.Join(", ", names), error.Message, error);
        }

        return names;
    }

    private static TypePolicy ReadPolicy(SettingsReader reader)
    {
        const string allowed = $"{Section}.allowed-types", denied = $"{Section}.denied-types";
        var policy = TypePolicy.Closed;
        foreach (var name in reader.Strings(allowed)) policy = policy.AllowType(ConfiguredClass.Find(allowed, name));
        foreach (var name in reader.Strings($"{Section}.allowed-assemblies")) policy = policy.AllowAssembly(name);
        foreach (var name in reader.Strings(denied)) policy = policy.DenyType(ConfiguredClass.Find(denied, name));
        return policy;
    }

    private static IReadOnlyList<ContextRule> ReadRules(SettingsReader reader)
    {
        const string key = $"{Section}.context-rules";
        return [.. reader.Objects(key).Select((rule, i) => ReadRule($"{key}[{i}]", rule))];
    }

    private static ContextRule ReadRule(string key, HoconObject rule)
    {
        RequireKeys(key, rule, ["when", "serializers"]);
        if (!rule.Items.TryGetValue("serializers", out var list)
            || SettingsReader.StringsOf($"{key}.serializers", list) is not { Count: > 0 } names)
        {
            throw SettingsReader.Wrong(key, rule.ToString(), "must name at least one family in serializers");
        }

        var made = new ContextRule(names);
        if (!rule.Items.TryGetValue("when", out var when)) return made;
        if (!when.IsObject()) throw SettingsReader.Wrong($"{key}.when", SettingsReader.Show(when), "must be an object");
        var conditions = when.GetObject();
        RequireKeys($"{key}.when", conditions, ["recipient-role", "sender-role", "proximity", "address"]);
        return made with
        {
            RecipientRole = Condition(conditions, "recipient-role"),
            SenderRole = Condition(conditions, "sender-role"),
            Address = Condition(conditions, "address"),
            Proximity = Condition(conditions, "proximity") is { } text
                ? ReadProximity($"{key}.when.proximity", text)
                : null,
        };
    }

    private static string? Condition(HoconObject conditions, string name) =>
        conditions.Items.TryGetValue(name, out var value) ? value.GetString() : null;

    private static Proximity ReadProximity(string key, string text) => text switch
    {
        "unknown" => Proximity.Unknown,
        "same-process" => Proximity.SameProcess,
        "same-host" => Proximity.SameHost,
        "remote" => Proximity.Remote,
        _ => throw SettingsReader.Wrong(key, text, "must be unknown, same-process, same-host or remote"),
    };

    private static void RequireKeys(string key, HoconObject section, string[] known)
    {
        foreach (var (name, value) in section.Items)
        {
            if (known.Contains(name.Trim('"'))) continue;
            throw SettingsReader.Wrong(
                $"{key}.{name}",
                SettingsReader.Show(value),
                $"is not a key of Weft; known here are {string.Join(", ", known)}");
        }
    }
}
