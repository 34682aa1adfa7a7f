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
        var values = new MessageValue[envelope.Values.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Land(envelope.Values[i], to);
        var message = MessageCodec.Decode(envelope with { Values = values }, Limits.Default);
        var again = MessageCodec.Encode(message);
        if (!again.Body.Span.SequenceEqual(envelope.Body.Span))
        {
            throw new PropertyViolation(
                "ClosedFamilies", "", $"{message.GetType().Name} from {from.Address} is encoded differently once decoded");
        }

        return message;
    }

    private MessageValue Land(MessageValue value, Node to)
    {
        if (value is not ToSerialize { Value: SimulatedValue simulated }) return value;
        if (to.IsHub)
            throw new PropertyViolation("ClosedFamilies", simulated.Key, $"the scheduler is sent '{simulated.Key}' itself");
        if (world.IsCalm || !chance.In(world.Profile.UndecodableShare)) return new Deserialized(simulated, simulated.Bytes);
        world.Chronicle.AddUndecodable(simulated.Key);
        return new Deserialized(new WireFormatException($"undecodable {simulated.Key}"));
    }
}
