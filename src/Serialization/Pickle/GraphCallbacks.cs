using System.Reflection;
using System.Runtime.Serialization;

namespace Weft.Serialization;

/// <summary>
/// What a type asks to be told of: its methods marked <see cref="OnSerializingAttribute"/>,
/// <see cref="OnSerializedAttribute"/>, <see cref="OnDeserializingAttribute"/> and
/// <see cref="OnDeserializedAttribute"/>, private ones too, those of the outermost base first, and
/// <see cref="IDeserializationCallback"/>. On the way in a failure becomes the one error of foreign bytes.
/// </summary>
internal sealed class GraphCallbacks
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] Marks =
    [
        typeof(OnSerializingAttribute), typeof(OnSerializedAttribute), typeof(OnDeserializingAttribute),
        typeof(OnDeserializedAttribute),
    ];

    private readonly MethodInfo[][] _methods;
    private readonly bool _isCalledBack;

    private GraphCallbacks(MethodInfo[][] methods, bool isCalledBack) =>
        (_methods, _isCalledBack) = (methods, isCalledBack);

    /// <summary>True where the type wants to hear once the whole graph is written.</summary>
    public bool HasSerialized => _methods[1].Length > 0;

    /// <summary>True where the type wants to hear once the whole graph is read.</summary>
    public bool HasDeserialized => _methods[3].Length > 0 || _isCalledBack;

    /// <summary>The callbacks of a type, or null where it has none.</summary>
    public static GraphCallbacks? Of(Type type)
    {
        var methods = Array.ConvertAll(Marks, mark => Marked(type, mark).ToArray());
        bool isCalledBack = typeof(IDeserializationCallback).IsAssignableFrom(type);
        return isCalledBack || Array.Exists(methods, m => m.Length > 0)
            ? new GraphCallbacks(methods, isCalledBack) : null;
    }

    /// <summary>A marked method that cannot be called, or null.</summary>
    public static MethodInfo? FirstMalformed(Type type) => Marks.SelectMany(mark => Marked(type, mark)).FirstOrDefault(
        m => m.ContainsGenericParameters || m.ReturnType != typeof(void) ||
            m.GetParameters() is not [var only] || only.ParameterType != typeof(StreamingContext));

    /// <summary>Before the fields of an object are written.</summary>
    /// <exception cref="Exception">What the method throws; the writer names the member path.</exception>
    public void OnSerializing(object value)
    {
        foreach (var method in _methods[0]) Invoke(method, value);
    }

    /// <summary>Once the whole graph is written.</summary>
    /// <exception cref="SerializationFailedException">The method threw.</exception>
    public void OnSerialized(object value)
    {
        foreach (var method in _methods[1])
        {
            try
            {
                Invoke(method, value);
            }
            catch (Exception error) when (error is not CheckException)
            {
                throw new SerializationFailedException(Failure(method, value, error), value.GetType(), error);
            }
        }
    }

    /// <summary>Before the fields of an object are set.</summary>
    /// <exception cref="WireFormatException">The method threw.</exception>
    public void OnDeserializing(object value) => InvokeAll(_methods[2], value);

    /// <summary>Once the fields of every object of the graph are set.</summary>
    /// <exception cref="WireFormatException">The method threw.</exception>
    public void OnDeserialized(object value) => InvokeAll(_methods[3], value);

    /// <summary>After all <see cref="OnDeserialized"/>, where the type is called back through the interface.</summary>
    /// <exception cref="WireFormatException">The method threw.</exception>
    public void OnDeserialization(object value)
    {
        if (!_isCalledBack) return;
        try
        {
            ((IDeserializationCallback)value).OnDeserialization(null);
        }
        catch (Exception error) when (error is not CheckException)
        {
            throw new WireFormatException(
                $"{value.GetType()}.OnDeserialization failed: {error.GetType()}: {error.Message}", error);
        }
    }

    /// <summary>The sentence that names the method that failed.</summary>
    public static string Failure(MethodInfo method, object value, Exception error) =>
        $"{value.GetType()}.{method.Name} failed: {error.GetType()}: {error.Message}";

    private static void InvokeAll(MethodInfo[] methods, object value)
    {
        foreach (var method in methods)
        {
            try
            {
                Invoke(method, value);
            }
            catch (Exception error) when (error is not CheckException)
            {
                throw new WireFormatException(Failure(method, value, error), error);
            }
        }
    }

    private static void Invoke(MethodInfo method, object value) =>
        method.Invoke(value, BindingFlags.DoNotWrapExceptions, null, [default(StreamingContext)], null);

    private static IEnumerable<MethodInfo> Marked(Type type, Type mark)
    {
        var chain = new List<Type>();
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
            chain.Insert(0, t);
        return chain.SelectMany(t => t.GetMethods(Own)).Where(m => m.IsDefined(mark, inherit: false));
    }
}
