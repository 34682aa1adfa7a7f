using System.Collections;
using System.Text;
using Weft.Serialization;

namespace Weft.Tasks.Tests.Messages;

/// <summary>Every field of a message as text, so that two messages can be compared with all they hold.</summary>
internal static class MessageText
{
    public static string Of(object? value)
    {
        switch (value)
        {
            case null:
                return "nil";
            case string or int or long or bool or PeerAddress or Instant:
                return $"{value.GetType().Name}:{value}";
            case KeyValuePair<TaskState, int> count:
                return $"{count.Key}:{count.Value}";
            case Serialized encoded:
                return $"value:{Convert.ToHexString(encoded.Payload.Header.Encoded.Span)}/"
                    + string.Join(',', encoded.Payload.Frames.Select(frame => Convert.ToHexString(frame.Span)));
            case IEnumerable list:
                var items = new StringBuilder("[");
                foreach (var item in list) items.Append(Of(item)).Append(' ');
                return items.Append(']').ToString();
            default:
                var fields = MessageSamples.ParametersOf(value.GetType())
                    .Select(parameter => Of(value.GetType().GetProperty(parameter.Name!)!.GetValue(value)));
                return $"{value.GetType().Name}({string.Join("; ", fields)})";
        }
    }
}
