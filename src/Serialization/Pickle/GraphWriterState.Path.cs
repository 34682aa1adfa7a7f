using System.Collections;
using System.Globalization;
using System.Text;

namespace Weft.Serialization;

// Where the writer stands, for messages.
internal sealed partial class GraphWriterState
{
    /// <summary>The failure of the member that is being written.</summary>
    public SerializationFailedException Failed(string reason, bool isSubject = false, Exception? inner = null)
    {
        string rest = isSubject ? $": {reason}" : $" {reason}";
        return _root is null
            ? new($"the value{rest}", null, inner)
            : SerializationFailedException.At(_root.GetType(), Path(), rest, inner);
    }

    private string Path()
    {
        var text = new StringBuilder();

        // What was put off has lost the way that led to it; its own part of the path still tells what to mend.
        if (_nextLater > 0 && _depth > 0) text.Append('…').Append(ShortNames.Of(_path[0].Owner!.GetType()));
        for (int i = 0; i < _depth; i++)
        {
            if (_path[i].Member is { } member) text.Append('.').Append(member);
            if (_path[i].Index >= 0) AppendElement(text, _path[i]);
        }

        return text.ToString();
    }

    private static void AppendElement(StringBuilder text, in Level level)
    {
        if (level.Owner is IDictionary dictionary)
        {
            if (level.IsKey) text.Append(CultureInfo.InvariantCulture, $".Keys[{level.Index}]");
            else text.Append('[').Append(KeyText(dictionary, level.Index)).Append(']');
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
        }
    }

    // A key says more than its place where it is short and no foreign code is needed to print it.
    private static string KeyText(IDictionary dictionary, int index)
    {
        int at = 0;
        foreach (object key in dictionary.Keys)
        {
            if (at++ < index) continue;
            if (key is string { Length: <= 64 } text) return $"\"{text}\"";
            if (key.GetType().IsPrimitive || key is Enum or Guid or DateTime)
                return Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";
            break;
        }

        return index.ToString(CultureInfo.InvariantCulture);
    }

    private SerializationFailedException TooDeep(object? value)
    {
        for (int i = 0; i < _depth; i++)
        {
            if (value is not null && ReferenceEquals(_path[i].Owner, value))
                return Failed("refers back to an object that holds it, and a key is a tree");
        }

        // At the first level, on a stack that was used up before, nothing has been written yet.
        var subject = (_root ?? value)?.GetType();
        string type = subject is null ? "the value" : ShortNames.Of(subject);
        return new SerializationFailedException(
            $"{type} is nested deeper than {_depth} levels of collections, structures or keys (Limits.DepthMax is " +
            $"{_limits.DepthMax}, and the thread's stack sets a limit too): flatten it, or let each level be an " +
            "object of a class, which may be nested to any depth",
            subject);
    }

    private void RefuseClosed(object value)
    {
        for (int i = 0; i < _depth; i++)
        {
            if (!_path[i].IsClosed || !ReferenceEquals(_path[i].Owner, value)) continue;
            throw Failed(
                $"refers back to a {value.GetType()} that holds it: one can only be made once all that it holds is " +
                "there; let a List, a Dictionary, an array or a class of your own close the cycle");
        }
    }

    private struct Level
    {
        public object? Owner;
        public string? Member;
        public int Index;
        public bool IsKey;
        public bool IsClosed;
    }
}
