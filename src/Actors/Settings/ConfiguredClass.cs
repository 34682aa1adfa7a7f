using System.Reflection;
using Akka.Actor;

namespace Weft.Actors;

/// <summary>Makes what the configuration names by class.</summary>
internal static class ConfiguredClass
{
    /// <summary>The type of a name.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">There is none.</exception>
    public static Type Find(string key, string name)
    {
        try
        {
            if (Type.GetType(name, throwOnError: false) is { } type) return type;
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or TypeLoadException
            or ArgumentException)
        {
            // A name that cannot even be parsed, or an assembly that cannot be read: as good as none.
        }

        throw SettingsReader.Wrong(
            key,
            name,
            "is no type that can be loaded; write 'Namespace.Type, Assembly', the assembly beside the program");
    }

    /// <summary>An instance, by a public constructor that takes the system or nothing.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">No class, another kind, or it fails.</exception>
    public static T Create<T>(string key, string name, ExtendedActorSystem system)
        where T : class
    {
        var type = Find(key, name);
        var withSystem = type.GetConstructor([typeof(ExtendedActorSystem)]);
        if (!typeof(T).IsAssignableFrom(type) || type.IsAbstract || type.ContainsGenericParameters
            || (withSystem is null && type.GetConstructor([]) is null))
        {
            throw SettingsReader.Wrong(
                key,
                name,
                $"must be a class that is a {typeof(T).Name} with a public constructor () or (ExtendedActorSystem)");
        }

        try
        {
            return (T)Activator.CreateInstance(type, withSystem is null ? [] : [system])!;
        }
        catch (TargetInvocationException error)
        {
            throw SettingsReader.Wrong(
                key, name, $"its constructor failed: {error.InnerException?.Message}", error.InnerException);
        }
    }
}
