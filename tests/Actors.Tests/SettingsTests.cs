using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Weft.Serialization;

namespace Weft.Actors.Tests;

public sealed class SettingsTests
{
    private const string Local = "akka.actor.provider = local\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF\n";
    private const string Here = "Weft.Actors.Tests.SettingsTests+";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "weft.serialisation.serializers = [dask]", "weft.serialisation", "known here are bulk, client, data-refs" },
        { "weft.serialization.serialisers = [dask]", "weft.serialization.serialisers", "serializers" },
        { "weft.serialization = 5", "weft.serialization = 5", "section" },
        { "weft.serialization.serializers = [nonsense]", "weft.serialization.serializers = nonsense", "known are" },
        { "weft.serialization.serializers = dask", "weft.serialization.serializers = dask", "must be a list" },
        { "weft.serialization.serializers = []", "weft.serialization.serializers = []", "at least one" },
        { "weft.serialization.deserializers = [nonsense]", "weft.serialization.deserializers", "known are" },
        { "weft.serialization.allowed-types = [\"No.Such, Thing\"]", "allowed-types = No.Such, Thing", "loaded" },
        { "weft.serialization.limits.depth-max = many", "limits.depth-max = many", "whole number from 1 to" },
        { "weft.serialization.limits.depth-max = 0", "limits.depth-max = 0", "whole number from 1 to" },
        { "weft.serialization.limits.depth-max = 1 KiB", "limits.depth-max = 1 KiB", "whole number from 1 to" },
        { "weft.serialization.limits.header-bytes-max = 3 GiB", "header-bytes-max = 3 GiB", "2,147,483,647" },
        { "weft.serialization.limits.header-bytes-max = 3 apples", "header-bytes-max = 3 apples", "64 KiB" },
        { "weft.serialization.limits.depth = 3", "weft.serialization.limits.depth = 3", "depth-max" },
        { "weft.serialization.families { x = \"No.Such, Thing\" }", "families.x = No.Such, Thing", "loaded" },
        { "weft.serialization.families { x = \"System.String\" }", "families.x = System.String", "SerializerFamily" },
        { $"weft.serialization.families {{ x = \"{Here}Shouting, Weft.Actors.Tests\" }}", "families.x", "'shouting'" },
        { "weft.serialization.families = 3", "weft.serialization.families = 3", "section" },
        {
            "weft.serialization.type-serializers = [\"System.String\"]", "type-serializers = System.String",
            "ITypeSerializer"
        },
        {
            $"weft.serialization.type-serializers = [\"{Here}Coins, Weft.Actors.Tests\", "
                + $"\"{Here}Coins, Weft.Actors.Tests\"]",
            "type-serializers", "already"
        },
        {
            $"weft.serialization.generic-serializers {{ \"{Here}Crate`1, Weft.Actors.Tests\" = "
                + $"\"{Here}Coins, Weft.Actors.Tests\" }}",
            "generic-serializers", "as many type parameters"
        },
        {
            $"weft.serialization.generic-serializers {{ \"No.Such`1, Thing\" = \"{Here}Crates`1, Weft.Actors.Tests\" }}",
            "generic-serializers.No.Such`1, Thing", "loaded"
        },
        { "weft.serialization.functions-of = [\"A, Version=1\"]", "functions-of", "simple name" },
        { "weft.serialization.compression = hello", "serialization.compression = hello", "valid are off, auto" },
        { "weft.serialization.codecs { x = \"System.String\" }", "codecs.x = System.String", "ICompressionCodec" },
        { $"weft.serialization.codecs {{ x = \"{Here}Doubling, Weft.Actors.Tests\" }}", "codecs.x", "'doubling'" },
        { "weft.serialization.context-rules = [{ serializers = [] }]", "context-rules[0]", "at least one family" },
        { "weft.serialization.context-rules = [{ serializers = [no] }]", "context-rules[0].serializers = no", "known are" },
        {
            "weft.serialization.context-rules = [{ serializers = [dask]\n when { proximity = near } }]",
            "context-rules[0].when.proximity = near", "same-host"
        },
        {
            "weft.serialization.context-rules = [{ serializers = [dask]\n when { role = x } }]",
            "context-rules[0].when.role", "recipient-role"
        },
        {
            "akka.actor.serialization-bindings { \"No.Such, Thing\" = weft-data }",
            "akka.actor.serialization-bindings.\"No.Such, Thing\"", "loaded"
        },
        {
            "akka.actor.serialization-bindings { \"System.Array\" = json }",
            "akka.actor.serialization-bindings.\"System.Array\" = json", "weft-data"
        },
        {
            "akka.actor.serialization-bindings { \"System.String\" = weft-dta }",
            "akka.actor.serialization-bindings.\"System.String\" = weft-dta", "weft-data"
        },
        {
            "akka.actor.serialization-identifiers { \"Weft.Actors.WeftTaskSerializer, Weft.Actors\" = 131 }",
            "akka.actor.serialization-identifiers", "differ"
        },
        {
            "akka.actor.serialization-identifiers { \"Weft.Actors.WeftTaskSerializer, Weft.Actors\" = 17 }",
            "akka.actor.serialization-identifiers", "above 100"
        },
        {
            "akka.actor.serializers { weft-task = \"Akka.Serialization.NewtonSoftJsonSerializer, Akka\" }",
            "akka.actor.serialization-bindings", "not by Weft"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_stops_the_start_with_one_line_of_key_value_and_what_is_allowed(
        string extra, string named, string allowed)
    {
        var error = Assert.Throws<ConfigurationException>(() => Create(extra).Dispose());
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_system_without_the_reference_says_so()
    {
        using var system = ActorSystem.Create("bare", ConfigurationFactory.ParseString(Local));
        var error = Assert.Throws<ConfigurationException>(() => WeftExtension.Of(system));
        Assert.Contains("WeftConfig.Reference", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_of_the_reference_is_read_and_every_key_read_stands_there()
    {
        using var system = Create("");
        var standing = Leaves(WeftConfig.Reference, "weft").Order(StringComparer.Ordinal);
        Assert.Equal(standing, WeftExtension.Of(system).KeysRead.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_of_the_reference_has_a_sentence()
    {
        var lines = WeftConfig.ReferenceText().Split('\n').Select(line => line.Trim()).ToArray();
        foreach (var leaf in Leaves(WeftConfig.Reference, "weft").Select(key => key[(key.LastIndexOf('.') + 1)..]))
        {
            var at = Array.FindIndex(lines, line => line.StartsWith(leaf + " ", StringComparison.Ordinal));
            Assert.True(at > 0 && lines[at - 1].StartsWith('#') && lines[at - 1].EndsWith('.'), leaf);
        }
    }

    [Fact]
    public void The_defaults_of_the_limits_are_those_of_the_code()
    {
        using var system = Create("");
        Assert.Equal(Limits.Default, WeftExtension.Of(system).Serializer.Limits);
    }

    [Fact]
    public void Sizes_may_have_units()
    {
        using var system = Create("weft.serialization.limits { header-bytes-max = 64 KiB\n depth-max = 12 }");
        var limits = WeftExtension.Of(system).Serializer.Limits;
        Assert.Equal(Limits.Default with { HeaderBytesMax = 65_536, DepthMax = 12 }, limits);
    }

    [Fact]
    public void A_family_and_a_type_serializer_of_ones_own_are_made_by_their_class_names()
    {
        using var system = Create(
            $$"""
            weft.serialization {
              families { shouting = "{{Here}}Shouting, Weft.Actors.Tests" }
              type-serializers = ["{{Here}}Coins, Weft.Actors.Tests"]
              serializers = ["shouting", "dask", "pickle"]
            }
            """);
        var serializer = WeftExtension.Of(system).Serializer;
        Assert.Equal("HELLO from own", serializer.Deserialize(serializer.Serialize("hello")));
        Assert.Equal(new Coin(7), serializer.Deserialize(serializer.Serialize(new Coin(7))));
    }

    [Fact]
    public void A_serializer_for_every_construction_of_an_open_type_is_made_by_its_class_name()
    {
        using var system = Create(
            $$"""
            weft.serialization.generic-serializers {
              "{{Here}}Crate`1, Weft.Actors.Tests" = "{{Here}}Crates`1, Weft.Actors.Tests"
            }
            """);
        var serializer = WeftExtension.Of(system).Serializer;
        var payload = serializer.Serialize(new Crate<int>(7), new SerializeOptions { OnError = OnError.Raise });
        Assert.Equal("dask", payload.Header.Serializer);
        Assert.Equal(new Crate<int>(7), serializer.Deserialize(payload));
        Assert.Equal(new Crate<string>("x"), serializer.Deserialize(serializer.Serialize(new Crate<string>("x"))));
    }

    [Fact]
    public void A_codec_of_ones_own_is_made_by_its_class_name_and_used_where_two_nodes_offer_the_same()
    {
        using var system = Create(
            $$"""
            weft.serialization {
              codecs { doubled = "{{Here}}Doubled, Weft.Actors.Tests" }
              compression = doubled
            }
            """);
        var extension = WeftExtension.Of(system);
        Assert.Equal("doubled", extension.Serializer.Compression);
        var near = new PeerAddress("akka.tcp://s@10.0.0.1:4053/user/a");
        var other = new PeerAddress("akka.tcp://s@10.0.0.2:4053/user/a");
        Assert.Null(extension.ContextOf(PeerAddress.None, near).Compression);
        Learn(near, "doubled");
        Learn(other, "zlib");
        Assert.Equal("doubled", extension.ContextOf(PeerAddress.None, near).Compression);
        Assert.Null(extension.ContextOf(PeerAddress.None, other).Compression);

        void Learn(PeerAddress peer, string compression)
        {
            Assert.True(ActorPath.TryParse(peer.Value, out var path));
            extension.Peers.Learn(path.Address, new PeerFacts("0", ".NET", 0, compression));
        }
    }

    [Fact]
    public void Nothing_is_compressed_unless_the_configuration_says_so()
    {
        using var system = Create("");
        Assert.Null(WeftExtension.Of(system).Serializer.Compression);
        using var auto = Create("weft.serialization.compression = auto");
        Assert.Equal("brotli", WeftExtension.Of(auto).Serializer.Compression);
        Assert.Equal("brotli", WeftExtension.Of(auto).WorkerSerializer.Compression);
    }

    [Fact]
    public void The_first_rule_whose_conditions_hold_chooses_the_families()
    {
        using var system = Create(
            """
            weft.serialization.context-rules = [
              { when { proximity = remote, address = "akka.tcp://*@10.0.*" } serializers = ["dask"] },
              { when { recipient-role = gpu } serializers = ["pickle"] },
              { when { proximity = same-host } serializers = ["msgpack", "dask"] }
            ]
            """);
        var extension = WeftExtension.Of(system);
        var near = new SerializationContext { Proximity = Proximity.SameHost };
        var far = new SerializationContext
        {
            Proximity = Proximity.Remote,
            Recipient = new PeerAddress("akka.tcp://s@10.0.3.4:4053/user/a"),
        };
        var gpu = near with { Entries = new Dictionary<string, string> { ["recipient-roles"] = "cpu,gpu" } };
        Assert.Equal(["dask"], extension.OptionsFor(far).Serializers);
        var elsewhere = far with { Recipient = new PeerAddress("akka.tcp://s@10.1.3.4:1/user/a") };
        Assert.Null(extension.OptionsFor(elsewhere).Serializers);
        Assert.Equal(["pickle"], extension.OptionsFor(gpu).Serializers);
        Assert.Equal(["msgpack", "dask"], extension.OptionsFor(near).Serializers);
        Assert.Null(extension.OptionsFor(SerializationContext.Unknown).Serializers);
        Assert.Same(near, extension.OptionsFor(near).Context);
    }

    [Fact]
    public void A_setup_says_the_same_as_the_configuration_and_wins_over_it()
    {
        var setup = new WeftSetup(new SerializerRegistry())
        {
            Serializers = ["pickle"],
            Deserializers = ["pickle", "dask"],
            Compression = "zlib",
            AllowedTypes = [typeof(Coin)],
            DeniedTypes = [typeof(Version)],
            Limits = Limits.Default with { DepthMax = 9 },
            ContextRules = [new ContextRule(["dask"]) { Address = "akka://\"a\"*", Proximity = Proximity.Remote }],
            BoundTypes = [typeof(Coin)],
        };
        var config = ConfigurationFactory.ParseString(Local + "weft.serialization.serializers = [dask]")
            .WithFallback(setup.Config);
        using var system = ActorSystem.Create(
            "built", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), setup));
        var extension = WeftExtension.Of(system);
        Assert.Equal(["pickle"], extension.Serializer.Serializers);
        Assert.Equal(["pickle", "dask"], extension.Serializer.Deserializers);
        Assert.Equal("zlib", extension.Serializer.Compression);
        Assert.True(extension.Serializer.Types.Allows(typeof(Coin)));
        Assert.False(extension.Serializer.Types.Allows(typeof(Version)));
        Assert.Equal(9, extension.Serializer.Limits.DepthMax);
        Assert.IsType<WeftDataSerializer>(system.Serialization.FindSerializerForType(typeof(Coin)));
        var told = new SerializationContext { Proximity = Proximity.Remote, Recipient = new PeerAddress("akka://\"a\"/c") };
        Assert.Equal(["dask"], extension.OptionsFor(told).Serializers);
    }

    private static ActorSystem Create(string extra) => ActorSystem.Create("settings", ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(
            ConfigurationFactory.ParseString(Local + extra).WithFallback(WeftConfig.Reference)),
        new WeftSetup(new SerializerRegistry())));

    private static IEnumerable<string> Leaves(Config config, string section)
    {
        foreach (var (name, value) in config.GetConfig(section).AsEnumerable())
        {
            var path = $"{section}.{name}";
            if (value.IsObject() && value.GetObject().Items.Count > 0)
            {
                foreach (var leaf in Leaves(config, path)) yield return leaf;
            }
            else
            {
                yield return path;
            }
        }
    }

    public sealed record Coin(int Value);

    /// <summary>Says another name than the configuration in one test, the right one in another.</summary>
    public class Doubling : ICompressionCodec
    {
        public virtual string Name => "doubling";

        public bool TryCompress(
            ReadOnlySpan<byte> source, System.Buffers.IBufferWriter<byte> destination, long bytesMax) => false;

        public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
            throw new WireFormatException("nothing was ever compressed");
    }

    public sealed class Doubled : Doubling
    {
        public override string Name => "doubled";
    }

    /// <summary>Made with the system, which it asks for its name.</summary>
    public sealed class Shouting(ExtendedActorSystem system) : SerializerFamily
    {
        public override string Name => "shouting";

        public override bool TryDumps(object? value, in DumpsRequest request, out Payload payload)
        {
            payload = value is string text
                ? new Payload(new HeaderBuilder().Set("text", text.ToUpperInvariant()).Build())
                : null!;
            return payload is not null;
        }

        public override object? Loads(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            header.TryGetString("text", out var text) && system.Name == "settings" ? text + " from own" : null;
    }

    public sealed record Crate<T>(T Content);

    public sealed class Crates<T> : ITypeSerializer
    {
        public Type Type => typeof(Crate<T>);

        public string Name => "crate";

        public bool TrySerialize(object value, in DumpsRequest request, out Payload payload)
        {
            payload = request.Dumps(((Crate<T>)value).Content);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            new Crate<T>((T)request.Loads(header, frames)!);
    }

    public sealed class Coins : ITypeSerializer
    {
        public Type Type => typeof(Coin);

        public string Name => "coin";

        public bool TrySerialize(object value, in DumpsRequest request, out Payload payload)
        {
            payload = new Payload(new HeaderBuilder().Set("value", ((Coin)value).Value).Build());
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            header.TryGetInt64("value", out var value) ? new Coin((int)value) : null;
    }
}
