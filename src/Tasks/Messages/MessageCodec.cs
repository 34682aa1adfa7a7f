using System.Buffers;
using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// Administrative messages to and from bytes, as <c>docs/wire-messages.md</c> says: an array of the message's code and
/// its fields; data values stand beside the body. Thread-safe. No reflection: each family has its written codec.
/// </summary>
public static class MessageCodec
{
    private const int KeptBytesMax = 65_536;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_body;

    [ThreadStatic]
    private static List<MessageValue>? s_values;

    /// <summary>Encodes a message into an envelope of its own; the values are shared with the message.</summary>
    /// <exception cref="ArgumentException">A value that could not be decoded: there is nothing to send.</exception>
    public static Envelope Encode(Message message)
    {
        var body = s_body ?? new ArrayBufferWriter<byte>(512);
        var values = s_values ?? [];
        (s_body, s_values) = (null, null);
        Encode(message, body, values);
        var envelope = new Envelope(body.WrittenSpan.ToArray(), values.Count == 0 ? [] : values.ToArray());
        body.ResetWrittenCount();
        values.Clear();
        if (body.Capacity <= KeptBytesMax) s_body = body;
        s_values = values;
        return envelope;
    }

    /// <summary>Encodes a message at the end of a buffer and appends its values to a list.</summary>
    /// <param name="message">The message.</param>
    /// <param name="body">Where the bytes go.</param>
    /// <param name="values">
    /// Receives the values. Empty at first, since the body names values by their index in this list.
    /// </param>
    /// <exception cref="ArgumentException">A value that could not be decoded, or a list that is not empty.</exception>
    public static void Encode(Message message, IBufferWriter<byte> body, List<MessageValue> values)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != 0) throw new ArgumentException("the list of values must be empty", nameof(values));
        var writer = new MessageWriter(body, values);
        switch (message)
        {
            case WorkerToScheduler m:
                WorkerToSchedulerCodec.Write(ref writer, m);
                break;
            case SchedulerToWorker m:
                SchedulerToWorkerCodec.Write(ref writer, m);
                break;
            case SchedulerToClient m:
                SchedulerToClientCodec.Write(ref writer, m);
                break;
            case ClientToScheduler m:
                ClientToSchedulerCodec.Write(ref writer, m);
                break;
            case DataMessage m:
                DataMessageCodec.Write(ref writer, m);
                break;
            default:
                throw new CheckException($"message {message.GetType().Name} has no codec");
        }

        writer.Flush();
    }

    /// <summary>Decodes a message. Nothing of the body is kept; the values are shared with the envelope.</summary>
    /// <exception cref="WireFormatException">Anything but one well-formed message within the limits.</exception>
    public static Message Decode(Envelope envelope, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(limits);
        var body = envelope.Body.Span;
        if (body.Length > limits.MessageBytesMax)
        {
            throw new WireFormatException(
                $"a message of {body.Length} bytes; the limit is {limits.MessageBytesMax} (Limits.MessageBytesMax)", 0);
        }

        if (envelope.Values.Count > limits.PayloadsPerMessageMax)
        {
            throw new WireFormatException(
                $"a message with {envelope.Values.Count} values; the limit is {limits.PayloadsPerMessageMax} "
                + "(Limits.PayloadsPerMessageMax)",
                0);
        }

        var reader = new MessageReader(body, envelope.Values, limits);
        var message = ReadMessage(ref reader);
        if (reader.IsAtEnd) return message;
        throw new WireFormatException(
            $"{body.Length - reader.Offset} bytes follow the message {message.GetType().Name}", reader.Offset);
    }

    private static Message ReadMessage(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) throw new WireFormatException("a message is an array of its code and fields, found no code", 0);
        var offset = reader.Offset;
        var code = reader.ReadLong();
        var shape = code is >= 0 and < MessageShapes.CodesEnd ? MessageShapes.Find((int)code) : null;
        if (shape is null)
        {
            throw new WireFormatException($"message code {code} is not known to this version of Weft", offset);
        }

        var extra = count - 1 - shape.Fields.Count;
        if (extra < 0)
        {
            throw new WireFormatException(
                $"{shape.Type.Name} has {count - 1} fields, expected at least {shape.Fields.Count}", 0);
        }

        var message = shape.Code switch
        {
            < 20 => ClientToSchedulerCodec.Read(shape.Code, ref reader),
            < 40 => SchedulerToClientCodec.Read(shape.Code, ref reader),
            < 60 => WorkerToSchedulerCodec.Read(shape.Code, ref reader),
            < 80 => SchedulerToWorkerCodec.Read(shape.Code, ref reader),
            _ => DataMessageCodec.Read(shape.Code, ref reader),
        };
        reader.Skip(extra);
        return message ?? throw new CheckException($"code {code} ({shape.Type.Name}) has no reader");
    }
}
