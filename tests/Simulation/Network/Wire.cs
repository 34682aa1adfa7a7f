using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// What stands between two machines: each message is encoded by the real codec and decoded from its bytes. Data values
/// pass beside it, as on a connection, and may turn out to be undecodable where they arrive.
/// </summary>
internal sealed class Wire(World world, Chance chance)
{
    /// <summary>The message as it travels.</summary>
    public Envelope Encode(Message message)
    {
        world.MessageKinds.Add(message.GetType());
        return MessageCodec.Encode(message);
    }

    /// <summary>The message as the receiver sees it.</summary>
    public Message Decode(Envelope envelope, Node from, Node to)
    {
        var message = MessageCodec.Decode(envelope, Limits.Default);
        if (!MessageCodec.Encode(message).Body.Span.SequenceEqual(envelope.Body.Span))
        {
            throw new PropertyViolation(
                "ClosedFamilies", "", $"{message.GetType().Name} from {from.Address} changes when decoded and encoded");
        }

        if (envelope.Values.Count == 0) return message;
        var values = new MessageValue[envelope.Values.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Land(envelope.Values[i], to);
        return MessageCodec.Decode(envelope with { Values = values }, Limits.Default);
    }

    private MessageValue Land(MessageValue value, Node to)
    {
        if (value is not ToSerialize { Value: SimulatedValue simulated }) return value;
        string key = simulated.Key;
        if (to.IsHub) throw new PropertyViolation("ClosedFamilies", key, $"the scheduler is sent the value of '{key}'");
        bool arrives = world.IsCalm || !chance.In(world.Profile.UndecodableShare);
        if (arrives) return new Deserialized(simulated, simulated.Bytes);
        world.Chronicle.AddUndecodable(key);
        return new Deserialized(new WireFormatException($"undecodable {key}"));
    }
}
