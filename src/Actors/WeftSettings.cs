using Akka.Configuration;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>What stands under <c>weft</c> in the configuration, read once and checked.</summary>
/// <param name="Serializers">Families tried in this order.</param>
/// <param name="Deserializers">Families accepted; null for every one registered.</param>
/// <param name="Types">Types that may be decoded, beside those the registry allows.</param>
internal sealed record WeftSettings(
    IReadOnlyList<string> Serializers, IReadOnlyList<string>? Deserializers, TypePolicy Types)
{
    private const string Section = "weft.serialization";

    private static readonly string[] Keys =
        ["serializers", "deserializers", "allowed-types", "allowed-assemblies", "denied-types"];

    /// <summary>Reads the configuration of a system.</summary>
    /// <exception cref="ConfigurationException">A key is unknown or its value is not allowed; names both.</exception>
    public static WeftSettings Read(Config config)
    {
        RejectUnknown(config, "weft", ["serialization"]);
        RejectUnknown(config, Section, Keys);
        var families = Strings(config, "serializers");
        if (families.Count == 0)
            throw new ConfigurationException($"{Section}.serializers is empty; name at least one family, such as dask");
        var accepted = Strings(config, "deserializers");
        return new WeftSettings(families, accepted.Count == 0 ? null : accepted, ReadPolicy(config));
    }

    private static TypePolicy ReadPolicy(Config config)
    {
        var policy = TypePolicy.Closed;
        foreach (var name in Strings(config, "allowed-types")) policy = policy.AllowType(Find("allowed-types", name));
        foreach (var name in Strings(config, "allowed-assemblies")) policy = policy.AllowAssembly(name);
        foreach (var name in Strings(config, "denied-types")) policy = policy.DenyType(Find("denied-types", name));
        return policy;
    }

    private static Type Find(string key, string name) =>
        Type.GetType(name, throwOnError: false)
        ?? throw new ConfigurationException(
            $"{Section}.{key} names '{name}', which is no type that can be loaded; "
            + "write it as 'Namespace.Type, Assembly' and place the assembly beside the program");

    private static IReadOnlyList<string> Strings(Config config, string key) =>
        [.. config.GetStringList($"{Section}.{key}")];

    private static void RejectUnknown(Config config, string path, string[] known)
    {
        if (!config.HasPath(path)) return;
        foreach (var pair in config.GetConfig(path).AsEnumerable())
        {
            if (known.Contains(pair.Key)) continue;
            throw new ConfigurationException(
                $"{path}.{pair.Key} is not a key of Weft; known here are {string.Join(", ", known)}");
        }
    }
}
