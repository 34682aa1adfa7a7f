using Akka.Actor;
using Akka.Configuration;

namespace Weft.Actors;

/// <summary>
/// Proves at the start what Akka would only warn of, and then decode wrongly: that Weft's bindings name types and
/// aliases that exist, that Weft's serializers serve them, and that each serializer's id leads back to it.
/// </summary>
internal static class BindingCheck
{
    private const string Serializers = "akka.actor.serializers";
    private const string Bindings = "akka.actor.serialization-bindings";
    private const string Identifiers = "akka.actor.serialization-identifiers";

    // Up to here ids are Akka's own.
    private const int ReservedIdMax = 100;

    private static readonly string[] Own = ["weft-admin", "weft-data", "weft-task", "weft-bulk"];

    /// <summary>Checks a system.</summary>
    /// <exception cref="ConfigurationException">Names the key, its value, and what is allowed.</exception>
    public static void Require(ExtendedActorSystem system)
    {
        var config = system.Settings.Config;
        var aliases = Entries(config, Serializers);
        var bindings = Entries(config, Bindings);
        foreach (var (name, alias) in Entries(WeftConfig.Reference, Bindings))
        {
            if (bindings.GetValueOrDefault(name) is var actual && actual != alias)
                throw Wrong(Bindings, name, actual, $"must stay {alias}: Weft's bindings overlap or are sealed types");
        }

        var found = new Dictionary<string, WeftMessageSerializer>(StringComparer.Ordinal);
        foreach (var (name, alias) in bindings)
        {
            if (!aliases.ContainsKey(alias))
                throw Wrong(Bindings, name, alias, $"must be one of {string.Join(", ", aliases.Keys)} ({Serializers})");
            if (!Own.Contains(alias)) continue;
            var type = ConfiguredClass.Find($"{Bindings}.\"{name}\"", name);
            var serializer = system.Serialization.FindSerializerForType(type);
            if (serializer is not WeftMessageSerializer own || Type.GetType(aliases[alias]) != own.GetType())
            {
                throw Wrong(
                    Bindings, name, alias, $"is served by {serializer.GetType()}, not by Weft; check {Serializers}");
            }

            found[alias] = own;
        }

        foreach (var (alias, serializer) in found) RequireId(system, alias, serializer);
    }

    private static void RequireId(ExtendedActorSystem system, string alias, WeftMessageSerializer serializer)
    {
        var id = serializer.Identifier;
        var name = $"{serializer.GetType().FullName}, {serializer.GetType().Assembly.GetName().Name}";
        if (id <= ReservedIdMax)
            throw Wrong(Identifiers, name, $"{id}", $"must be above {ReservedIdMax}, where Akka's own ids end");
        foreach (var (other, text) in Entries(system.Settings.Config, Identifiers))
        {
            if (other != name && text == $"{id}")
                throw Wrong(Identifiers, name, text, $"must differ from every other id; {other} has it too");
        }

        try
        {
            system.Serialization.Deserialize([], id, UnknownManifestException.Probe);
        }
        catch (UnknownManifestException error) when (ReferenceEquals(error.Serializer, serializer))
        {
            return;
        }
        catch (Exception error) when (error is not ConfigurationException)
        {
            // Whoever answered, it is not this serializer.
        }

        throw Wrong(Identifiers, name, $"{id}", $"must lead to {alias}, but another serializer has the same id");
    }

    private static SortedDictionary<string, string> Entries(Config config, string path)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in config.GetConfig(path).AsEnumerable())
        {
            if (value.IsString()) entries[name.Trim('"')] = value.GetString();
        }

        return entries;
    }

    private static ConfigurationException Wrong(string section, string name, string? value, string allowed) =>
        SettingsReader.Wrong($"{section}.\"{name}\"", value ?? "(nothing)", allowed);
}
