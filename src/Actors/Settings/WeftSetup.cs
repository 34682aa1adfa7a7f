using System.Text;
using Akka.Actor.Setup;
using Akka.Configuration;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// What a program hands to <c>ActorSystem.Create</c> beside the configuration: the registry with its own families,
/// per-type serializers and functions, and the keys of <c>weft.serialization</c> in code. What is set here wins over
/// the configuration and is checked alike; null leaves a key to it. Hand over <see cref="Config"/> too, below your own
/// configuration: it holds the bindings, which Akka reads before Weft. With Akka.Hosting both are one line:
/// <c>builder.AddSetup(weft).AddHocon(weft.Config, HoconAddMode.Append)</c>.
/// </summary>
/// <param name="registry">
/// Shared with the caller: what is configured is registered in it when the system starts, and what is registered later
/// is seen by later messages. Two systems that configure different classes need a registry each. Without a setup a
/// system uses <see cref="SerializerRegistry.Default"/>.
/// </param>
public sealed class WeftSetup(SerializerRegistry registry) : Setup
{
    /// <summary>Where families and types are looked up.</summary>
    public SerializerRegistry Registry { get; } = registry ?? throw new ArgumentNullException(nameof(registry));

    /// <summary>Families tried for a value, in this order.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>Families accepted from others; empty accepts every registered one.</summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>Types that may be decoded beside the built-in ones.</summary>
    public IReadOnlyList<Type>? AllowedTypes { get; init; }

    /// <summary>Assemblies, by simple name, all of whose types may be decoded.</summary>
    public IReadOnlyList<string>? AllowedAssemblies { get; init; }

    /// <summary>Types that are never decoded, whatever allows them.</summary>
    public IReadOnlyList<Type>? DeniedTypes { get; init; }

    /// <summary>
    /// Assemblies, by simple name, of whose functions the delegates that stand in values may be made. A worker of the
    /// system adds those whose functions it runs.
    /// </summary>
    public IReadOnlyList<string>? FunctionsOf { get; init; }

    /// <summary>The maxima for bytes from outside.</summary>
    public Limits? Limits { get; init; }

    /// <summary>
    /// The codec offered to other nodes: a registered name, <c>auto</c>, or <c>off</c>. Used towards nodes of other
    /// hosts that offer the same.
    /// </summary>
    public string? Compression { get; init; }

    /// <summary>Families by context; the first rule that holds counts.</summary>
    public IReadOnlyList<ContextRule>? ContextRules { get; init; }

    /// <summary>
    /// Types whose messages <c>weft-data</c> carries, beside arrays. They take effect by <see cref="Config"/>.
    /// </summary>
    public IReadOnlyList<Type> BoundTypes { get; init; } = [];

    /// <summary>These settings as configuration, above <see cref="WeftConfig.Reference"/>.</summary>
    public Config Config => Over(WeftConfig.Reference);

    /// <summary>These settings above others.</summary>
    internal Config Over(Config below)
    {
        var text = new StringBuilder();
        Append(text, "serializers", Serializers);
        Append(text, "deserializers", Deserializers);
        Append(text, "allowed-types", AllowedTypes?.Select(NameOf));
        Append(text, "allowed-assemblies", AllowedAssemblies);
        Append(text, "denied-types", DeniedTypes?.Select(NameOf));
        Append(text, "functions-of", FunctionsOf);
        if (Compression is not null) text.Append($"weft.serialization.compression = {Quote(Compression)}\n");
        if (Limits is not null) text.AppendJoin('\n', LimitKeys.Write(Limits)).Append('\n');
        if (ContextRules is not null)
            text.Append($"weft.serialization.context-rules = [{string.Join(", ", ContextRules.Select(Write))}]\n");
        foreach (var type in BoundTypes)
            text.Append($"akka.actor.serialization-bindings {{ {Quote(NameOf(type))} = weft-data }}\n");
        return text.Length == 0 ? below : ConfigurationFactory.ParseString(text.ToString()).WithFallback(below);
    }

    private static void Append(StringBuilder text, string key, IEnumerable<string>? values)
    {
        if (values is not null) text.Append($"weft.serialization.{key} = {List(values)}\n");
    }

    private static string Write(ContextRule rule)
    {
        var conditions = new List<string>();
        if (rule.RecipientRole is { } role) conditions.Add($"recipient-role = {Quote(role)}");
        if (rule.SenderRole is { } own) conditions.Add($"sender-role = {Quote(own)}");
        if (rule.Address is { } address) conditions.Add($"address = {Quote(address)}");
        if (rule.Proximity is { } proximity) conditions.Add($"proximity = {Write(proximity)}");
        return $"{{ serializers = {List(rule.Serializers)}\n when {{ {string.Join('\n', conditions)} }} }}";
    }

    private static string Write(Proximity proximity) => proximity switch
    {
        Proximity.SameProcess => "same-process",
        Proximity.SameHost => "same-host",
        Proximity.Remote => "remote",
        _ => "unknown",
    };

    private static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Quote))}]";

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
