using System.Reflection;
using System.Runtime.CompilerServices;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// Names the method with which a cluster's user prepares the registry, so that a child can call the same one. Comes
/// from the parent over the pipe, so it needs no admission; another build of its module is refused all the same.
/// </summary>
internal sealed record ConfigureReference(string Assembly, Guid ModuleVersionId, string Type, string Method)
{
    private const BindingFlags Any =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The reference to a static method or a lambda that captures nothing.</summary>
    /// <exception cref="ArgumentException">The delegate is bound to an object that a child does not have.</exception>
    public static ConfigureReference From(Action<SerializerRegistry> configure)
    {
        var method = configure.Method;
        var type = method.DeclaringType;
        var isFree = configure.Target is null || IsClosureWithoutState(configure.Target.GetType());
        if (type is null || !isFree || method.IsGenericMethod || type.IsGenericType || !configure.HasSingleTarget)
        {
            throw new ArgumentException(
                $"LocalClusterOptions.Configure is called in each child process too, so it must be a static method " +
                $"or a lambda that captures nothing, not generic; it is {type?.FullName}.{method.Name} on " +
                $"{configure.Target?.GetType().FullName ?? "nothing"}", nameof(configure));
        }
        return new ConfigureReference(
            type.Assembly.GetName().Name!, type.Module.ModuleVersionId, type.FullName!, method.Name);
    }

    /// <summary>Calls the method on this process's registry.</summary>
    public void Apply(SerializerRegistry registry)
    {
        var assembly = System.Reflection.Assembly.Load(new AssemblyName(Assembly));
        var here = assembly.ManifestModule.ModuleVersionId;
        if (here != ModuleVersionId)
        {
            throw new InvalidOperationException(
                $"LocalClusterOptions.Configure is in assembly '{Assembly}' of build {ModuleVersionId}, and the " +
                $"child loaded build {here}: rebuild, so that one folder holds one build");
        }
        var type = assembly.GetType(Type, throwOnError: true)!;
        var method = type.GetMethod(Method, Any, [typeof(SerializerRegistry)])
            ?? throw new MissingMethodException(Type, Method);
        var target = method.IsStatic ? null : RuntimeHelpers.GetUninitializedObject(type);
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, [registry], null);
    }

    private static bool IsClosureWithoutState(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0;
}
