using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Which fields of a closure a function reads. All lambdas of a scope share one closure class, so a lambda that needs a
/// number may sit beside one that holds a socket: only what the body reads is shipped, together with what the lambdas,
/// local functions and state machines read that it makes or calls.
/// </summary>
internal sealed class ClosureFields
{
    private readonly HashSet<(Module Module, int Token)> _read = [];
    private readonly HashSet<(Module Module, int Token)> _visited = [];
    private bool _readsAll;

    private ClosureFields()
    {
    }

    /// <summary>
    /// The paths of fields that must be shipped for a method of a closure class, in order. A path that ends in a
    /// closure means the closure itself, made but empty.
    /// </summary>
    public static List<FieldInfo[]> PathsOf(MethodInfo method)
    {
        var analysis = new ClosureFields();
        analysis.Visit(method);
        var paths = new List<FieldInfo[]>();
        analysis.AddPaths(method.DeclaringType!, [], paths);
        return paths;
    }

    /// <summary>True for a class that the compiler made to hold the variables of a scope.</summary>
    public static bool IsClosure(Type type) =>
        type.Name.StartsWith('<') && type.IsNested
            && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private void AddPaths(Type closure, FieldInfo[] prefix, List<FieldInfo[]> paths)
    {
        var fields = closure.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        foreach (var field in fields.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            // The compiler keeps delegates it made in fields of this name; they are made again when missing.
            if (field.Name.StartsWith("<>9__", StringComparison.Ordinal)) continue;
            if (!_readsAll && !_read.Contains((field.Module, field.MetadataToken))) continue;
            FieldInfo[] path = [.. prefix, field];
            paths.Add(path);
            if (IsClosure(field.FieldType)) AddPaths(field.FieldType, path, paths);
        }
    }

    private void Visit(MethodBase method)
    {
        if (!_visited.Add((method.Module, method.MetadataToken))) return;
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine &&
            machine.StateMachineType.GetMethod(
                "MoveNext", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public) is { } body)
        {
            Visit(body);
        }

        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            // Nothing to read: better to ship too much than to run without.
            _readsAll |= !method.IsAbstract;
            return;
        }

        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var reader = new IlReader(code);
        while (reader.MoveNext())
        {
            if (reader.OpCode.OperandType == OperandType.InlineMethod)
                VisitCalled(method.Module.ResolveMethod(reader.Token, typeArguments, methodArguments), method.Module);
            else if (reader.OpCode == OpCodes.Ldfld || reader.OpCode == OpCodes.Ldflda)
                NoteField(method.Module.ResolveField(reader.Token, typeArguments, methodArguments));
        }
    }

    // The compiler's own methods: nested lambdas, local functions, constructors and bodies of its classes.
    private void VisitCalled(MethodBase? called, Module module)
    {
        if (called is null || called.Module != module) return;
        bool isMade = called.Name.StartsWith('<') || (called.DeclaringType is { } type && IsClosure(type));
        if (isMade) Visit(called);
    }

    private void NoteField(FieldInfo? field)
    {
        if (field is not null) _read.Add((field.Module, field.MetadataToken));
    }
}
