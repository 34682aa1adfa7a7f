using System.Reflection;

namespace Weft.Serialization;

/// <summary>Registers what the attributes of an assembly declare, in their order.</summary>
internal static class AssemblyDeclarations
{
    /// <summary>Registers families, then codecs, then per-type serializers; nothing if one of them cannot be.</summary>
    /// <exception cref="ArgumentException">A class is not what its attribute says, or cannot be made.</exception>
    public static void Apply(Assembly assembly, SerializerRegistry registry)
    {
        // All are made before the first is registered.
        var families = assembly.GetCustomAttributes<WeftFamilyAttribute>()
            .Select(a => Make<SerializerFamily>("WeftFamily", a.Family, assembly)).ToArray();
        var codecs = assembly.GetCustomAttributes<WeftCompressionAttribute>()
            .Select(a => Make<ICompressionCodec>("WeftCompression", a.Codec, assembly)).ToArray();
        var serializers = assembly.GetCustomAttributes<WeftSerializerAttribute>().ToArray();
        var closed = serializers.Where(a => a.OpenGeneric is null)
            .Select(a => Make<ITypeSerializer>("WeftSerializer", a.Serializer, assembly)).ToArray();
        foreach (var family in families) registry.RegisterFamily(family);
        foreach (var codec in codecs) registry.RegisterCompression(codec);
        foreach (var serializer in closed) registry.Register(serializer);
        foreach (var open in serializers)
        {
            if (open.OpenGeneric is { } definition) registry.RegisterOpenGeneric(definition, open.Serializer);
        }
    }

    private static T Make<T>(string attribute, Type type, Assembly assembly)
        where T : class
    {
        string where = $"[assembly: {attribute}(typeof({type}))] of {assembly.GetName().Name}";
        if (!type.IsAssignableTo(typeof(T)) || type.IsAbstract || type.ContainsGenericParameters)
        {
            throw new ArgumentException($"{where}: expected a class that is a {typeof(T)}, with no open parameters");
        }

        if (type.GetConstructor(Type.EmptyTypes) is not { } constructor)
        {
            throw new ArgumentException($"{where}: the class has no public constructor without parameters");
        }

        try
        {
            return (T)constructor.Invoke(null);
        }
        catch (TargetInvocationException error)
        {
            throw new ArgumentException($"{where}: {error.InnerException?.Message}", error.InnerException);
        }
    }
}
