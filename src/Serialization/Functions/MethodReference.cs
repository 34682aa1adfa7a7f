using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// A method by name: the part of a function reference that is the same for every delegate made from it. Made once per
/// method on the way out, and once per distinct header on the way in.
/// </summary>
internal sealed class MethodReference
{
    private static readonly ConditionalWeakTable<MethodInfo, MethodReference> Known = [];

    private volatile ResolvedMethod? _resolved;
    private FunctionReference? _plain;

    private MethodReference(
        string assemblyName, Guid moduleVersionId, string typeName, string methodName, string[] arguments,
            string signature,
        FunctionTarget target)
    {
        (AssemblyName, ModuleVersionId, TypeName) = (assemblyName, moduleVersionId, typeName);
        (MethodName, Arguments, Signature, Target) = (methodName, arguments, signature, target);
    }

    public string AssemblyName { get; }

    public Guid ModuleVersionId { get; }

    public string TypeName { get; }

    public string MethodName { get; }

    public IReadOnlyList<string> Arguments { get; }

    public string Signature { get; }

    public FunctionTarget Target { get; }

    /// <summary>The fields that travel, by path; filled on the way out only.</summary>
    public IReadOnlyList<FieldInfo[]> Paths { get; private init; } = [];

    /// <summary>The header's entries without the captured values, encoded once.</summary>
    public byte[] Entries => field ??= FunctionHeader.EncodeEntries(this);

    /// <summary>The one reference of a function that takes nothing along.</summary>
    public FunctionReference Plain => _plain ??= new FunctionReference(this, []);

    /// <summary>The reference of a method; looked up once.</summary>
    /// <exception cref="UnsupportedFunctionException">No reference can stand for the method.</exception>
    public static MethodReference Of(MethodInfo method, bool hasTarget)
    {
        // The same static method may be bound to its first argument or not: the rarer way is not kept.
        if (hasTarget && method.IsStatic) return Make(method, hasTarget);
        return Known.TryGetValue(method, out var known) ? known
            : Known.GetValue(method, static m => Make(m, !m.IsStatic));
    }

    /// <summary>A reference as read from a header.</summary>
    public static MethodReference FromWire(
        string assemblyName, Guid moduleVersionId, string typeName, string methodName, string[] arguments,
            string signature,
        FunctionTarget target) =>
        new(assemblyName, moduleVersionId, typeName, methodName, arguments, signature, target);

    /// <summary>The method here; remembered per source.</summary>
    public ResolvedMethod Resolve(ICodeSource source, TypePolicy types)
    {
        var resolved = _resolved;
        if (resolved is not null && ReferenceEquals(resolved.Source, source)) return resolved;
        return _resolved = ResolvedMethod.Find(this, source, types);
    }

    private static MethodReference Make(MethodInfo method, bool hasTarget)
    {
        var type = method.DeclaringType!;
        try
        {
            var target = TargetOf(method, type, hasTarget);
            var paths = target == FunctionTarget.Closure ? ClosureFields.PathsOf(method) : [];
            if (target == FunctionTarget.Closure && paths.Count == 0) target = FunctionTarget.None;
            return new MethodReference(
                type.Assembly.GetName().Name ?? "",
                method.Module.ModuleVersionId,
                TypeNames.Of(type),
                method.Name,
                method.IsGenericMethod ? [.. method.GetGenericArguments().Select(TypeNames.Of)] : [],
                SignatureOf(method),
                target)
            { Paths = paths };
        }
        catch (ArgumentException error)
        {
            throw new UnsupportedFunctionException($"{FunctionNames.Full(method)} cannot be named: {error.Message}");
        }
    }

    private static FunctionTarget TargetOf(MethodInfo method, Type type, bool hasTarget)
    {
        if (method.IsStatic) return hasTarget ? FunctionTarget.First : FunctionTarget.None;
        return ClosureFields.IsClosure(type) ? FunctionTarget.Closure : FunctionTarget.This;
    }

    /// <summary>Parameters and result as text: what tells overloads apart.</summary>
    public static string SignatureOf(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(p => TypeNames.Of(p.ParameterType));
        string result = method.ReturnType == typeof(void) ? "void" : TypeNames.Of(method.ReturnType);
        return $"({string.Join(',', parameters)}){result}";
    }
}
