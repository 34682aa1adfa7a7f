using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

// From a delegate to a reference and back to a delegate.
public sealed partial class FunctionReference
{
    /// <summary>
    /// A delegate that runs the function here, bound to a target rebuilt from the captured values: Func or Action over
    /// the method's own parameters, whatever delegate type the sender used. The look-up is remembered per source.
    /// </summary>
    /// <param name="source">Which code may run here.</param>
    /// <param name="registry">The functions registered by name, which always may run.</param>
    /// <exception cref="CodeRefusedException">Not admitted, unknown, or of another build; nothing has run.</exception>
    /// <exception cref="WireFormatException">The captured values do not fit the function.</exception>
    public Delegate Resolve(ICodeSource source, SerializerRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(registry);
        return Resolve(source, registry, null);
    }

    /// <summary>As <see cref="From(Delegate, SerializerRegistry)"/>; captured delegates stay what they are.</summary>
    internal static FunctionReference WithDelegates(Delegate function, SerializerRegistry registry) =>
        From(function, registry, -1);

    /// <summary>A delegate of a given type over the function; without a source registered ones only.</summary>
    internal Delegate Bind(ICodeSource? source, SerializerRegistry registry, Type delegateType) =>
        Resolve(source!, registry, delegateType);

    // A nesting of -1 leaves captured delegates as they are.
    private static FunctionReference From(Delegate function, SerializerRegistry registry, int nesting)
    {
        if (registry.TryGetFunctionName(function, out string? name)) return new FunctionReference(name);
        var method = function.Method;
        object? target = function.Target;
        if (WhyUnsupported(function, method, target, nesting) is { } reason)
            throw new UnsupportedFunctionException(
                $"the function {FunctionNames.Full(method)} cannot travel: it {reason}");
        var reference = MethodReference.Of(method, target is not null);
        return reference.Target switch
        {
            FunctionTarget.None => reference.Plain,
            FunctionTarget.Closure => new FunctionReference(reference, FieldsOf(reference, target!, registry, nesting)),
            _ => new FunctionReference(reference, [new CapturedField([], true, target)]),
        };
    }

    private static string? WhyUnsupported(Delegate function, MethodInfo method, object? target, int nesting)
    {
        if (!function.HasSingleTarget)
            return "is multicast, several functions in one: submit them one by one";
        if (method.DeclaringType is null || method.Module.Assembly.IsDynamic || IsExpression(target))
            return "was compiled from an expression or made at run time, so no assembly holds it: use a lambda or a " +
                "method";
        if (target is null && !method.IsStatic)
            return "is an open delegate over an instance method: use a lambda that calls it";
        if (target is Delegate) return "calls another delegate: pass that one itself";
        if (nesting > NestingMax) return $"captures itself, or functions deeper than {NestingMax} levels";
        return DelegateTypes.WhyNot(method);
    }

    // What expression trees bind their delegates to; the type is not in the reference assemblies.
    private static bool IsExpression(object? target) =>
        target?.GetType().FullName == "System.Runtime.CompilerServices.Closure";

    private static CapturedField[] FieldsOf(
        MethodReference method, object closure, SerializerRegistry registry, int nesting)
    {
        var fields = new List<CapturedField>(method.Paths.Count);
        foreach (var path in method.Paths)
        {
            object? value = closure;
            foreach (var field in path) value = value is null ? null : field.GetValue(value);
            string[] names = [.. path.Select(f => f.Name)];
            bool isClosure = ClosureFields.IsClosure(path[^1].FieldType);
            if (isClosure && value is null) continue;
            if (path.Length > 1 && Owner(closure, path) is null) continue;
            if (nesting >= 0 && value is Delegate inner) value = From(inner, registry, nesting + 1);
            fields.Add(new CapturedField(names, !isClosure, isClosure ? null : value));
        }

        return [.. fields];
    }

    private static object? Owner(object closure, FieldInfo[] path)
    {
        object? owner = closure;
        foreach (var field in path.AsSpan(..^1)) owner = owner is null ? null : field.GetValue(owner);
        return owner;
    }

    private Delegate Resolve(ICodeSource source, SerializerRegistry registry, Type? delegateType)
    {
        if (RegisteredName is not null)
        {
            return registry.TryGetFunction(RegisteredName, out var registered)
                ? registered
                : throw new CodeRefusedException(
                    $"no function is registered under the name '{RegisteredName}' here: register it in this " +
                    "process too (RegisterFunction)");
        }

        var method = _method!.Resolve(source, Types ?? registry.Types);
        switch (_method.Target)
        {
            case FunctionTarget.None when _captured.Length == 0:
                return delegateType is null ? method.Plain : method.Bind(method.Plain.Target, delegateType);
            case FunctionTarget.Closure:
                return method.Bind(Rebuild(method.Method.DeclaringType!, source, registry), delegateType);
            case FunctionTarget.This or FunctionTarget.First when _captured is [{ Path.Length: 0, Value: { } target }]:
                return method.Bind(target, delegateType);
            default:
                throw new WireFormatException($"the captured values do not fit the target of {this}");
        }
    }

    private object Rebuild(Type closureType, ICodeSource source, SerializerRegistry registry)
    {
        if (!ClosureFields.IsClosure(closureType))
            throw new WireFormatException($"{closureType} is no closure: its fields do not travel one by one");
        object closure = RuntimeHelpers.GetUninitializedObject(closureType);
        foreach (var captured in _captured)
        {
            object owner = closure;
            foreach (string name in captured.Path.AsSpan(..^Math.Min(1, captured.Path.Length)))
            {
                owner = FieldOf(owner.GetType(), name).GetValue(owner)
                    ?? throw new WireFormatException(
                        $"the captured values name the closure '{name}' before it is made");
            }

            if (captured.Path.Length == 0)
                throw new WireFormatException("a captured variable of a closure has no name");
            Set(owner, FieldOf(owner.GetType(), captured.Path[^1]), captured, source, registry);
        }

        return closure;
    }

    private static FieldInfo FieldOf(Type closure, string name)
    {
        var field = ClosureFields.IsClosure(closure)
            ? closure.GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            : null;
        return field ?? throw new WireFormatException($"the closure {closure} has no variable '{name}'");
    }

    private static void Set(
        object owner, FieldInfo field, CapturedField captured, ICodeSource source, SerializerRegistry registry)
    {
        object? value = captured.Value;
        if (!captured.HasValue)
        {
            if (!ClosureFields.IsClosure(field.FieldType))
                throw new WireFormatException($"the variable '{captured.Name}' has no value");
            value = RuntimeHelpers.GetUninitializedObject(field.FieldType);
        }
        else if (value is FunctionReference function)
        {
            var type = typeof(Delegate).IsAssignableFrom(field.FieldType) && !field.FieldType.IsAbstract
                ? field.FieldType : null;
            value = function.Resolve(source, registry, type);
        }

        bool fits = value is null
            ? !field.FieldType.IsValueType || Nullable.GetUnderlyingType(field.FieldType) is not null
            : field.FieldType.IsInstanceOfType(value);
        if (!fits)
        {
            throw new WireFormatException(
                $"the variable '{captured.Name}' is a {field.FieldType}; the captured value is " +
                $"{value?.GetType().ToString() ?? "null"}");
        }

        field.SetValue(owner, value);
    }
}
