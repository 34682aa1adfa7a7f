using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>A referenced method found in an admitted assembly, ready to be bound.</summary>
internal sealed class ResolvedMethod
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public |
        BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private ResolvedMethod(ICodeSource source, MethodInfo method, Type delegateType) =>
        (Source, Method, DelegateType) = (source, method, delegateType);

    /// <summary>Who admitted it.</summary>
    public ICodeSource Source { get; }

    /// <summary>The method, closed over its generic arguments.</summary>
    public MethodInfo Method { get; }

    /// <summary>Func or Action over the method's own parameters and result.</summary>
    public Type DelegateType { get; }

    /// <summary>The delegate of a function that takes nothing along; made once.</summary>
    public Delegate Plain =>
        field ??= Bind(Method.IsStatic ? null : RuntimeHelpers.GetUninitializedObject(Method.DeclaringType!));

    /// <summary>Asks the source, compares builds, looks the method up.</summary>
    /// <exception cref="CodeRefusedException">Not admitted, unknown, another build, or no such method in
    /// it.</exception>
    public static ResolvedMethod Find(MethodReference reference, ICodeSource source, TypePolicy types)
    {
        if (!source.TryGetAssembly(
            reference.AssemblyName, reference.ModuleVersionId, out var assembly, out string? refusal))
            throw new CodeRefusedException($"the function {reference.MethodName} cannot run here: {refusal}");
        var found = assembly.ManifestModule.ModuleVersionId;
        if (found != reference.ModuleVersionId)
            throw CodeRefusedException.OtherBuild(reference.AssemblyName, reference.ModuleVersionId, found);
        var type = types.ResolveWithin(assembly, reference.TypeName, Limits.Default);
        if (type.Assembly != assembly)
            throw new CodeRefusedException(
                $"the function's type {type} is not in the admitted assembly {reference.AssemblyName}");
        var arguments = reference.Arguments.Select(a => types.ResolveWithin(assembly, a, Limits.Default)).ToArray();
        foreach (var candidate in type.GetMethods(Everything))
        {
            if (candidate.Name != reference.MethodName || !TryClose(candidate, arguments, out var method)) continue;

            // An overload that takes references cannot be the one that is meant, and its signature has no name.
            if (DelegateTypes.WhyNot(method) is not null) continue;
            if (MethodReference.SignatureOf(method) != reference.Signature) continue;
            if (reference.Target == FunctionTarget.None && !method.IsStatic && !ClosureFields.IsClosure(type))
                throw new WireFormatException(
                    $"the method {FunctionNames.Full(method)} needs an object, none travelled");
            return new ResolvedMethod(
                source, method, DelegateTypes.Of(method, reference.Target == FunctionTarget.First));
        }

        throw new CodeRefusedException(
            $"the type {type} of {reference.AssemblyName} has no method {reference.MethodName}{reference.Signature}");
    }

    /// <summary>The delegate over a target.</summary>
    /// <param name="target">An object of the method's type, the first argument of a static method, or null.</param>
    /// <param name="delegateType">Another delegate type of the same shape, or null.</param>
    public Delegate Bind(object? target, Type? delegateType = null)
    {
        try
        {
            return target is null
                ? Delegate.CreateDelegate(delegateType ?? DelegateType, Method)
                : Delegate.CreateDelegate(delegateType ?? DelegateType, target, Method);
        }
        catch (ArgumentException error)
        {
            throw new WireFormatException(
                $"the function {FunctionNames.Full(Method)} cannot be bound to " +
                $"{target?.GetType().ToString() ?? "nothing"}: " +
                error.Message,
                -1,
                error);
        }
    }

    private static bool TryClose(MethodInfo candidate, Type[] arguments, out MethodInfo method)
    {
        method = candidate;
        int arity = candidate.IsGenericMethodDefinition ? candidate.GetGenericArguments().Length : 0;
        if (arity != arguments.Length) return false;
        if (arity == 0) return true;
        try
        {
            method = candidate.MakeGenericMethod(arguments);
            return true;
        }
        catch (ArgumentException)
        {
            // An overload of the same name with constraints that the arguments break: not the one that is meant.
            return false;
        }
    }
}
