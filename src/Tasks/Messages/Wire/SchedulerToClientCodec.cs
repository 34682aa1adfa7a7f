using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>Encodes what the scheduler says to a client, as listed in <see cref="MessageShapes"/>.</summary>
internal static class SchedulerToClientCodec
{
    public static void Write(ref MessageWriter writer, SchedulerToClient message)
    {
        switch (message)
        {
            case SchedulerToClient.ClientRegistered m:
                writer.Begin(20, 1);
                writer.Write(m.SchedulerVersion);
                break;
            case SchedulerToClient.KeyInMemory m:
                writer.Begin(21, 1);
                MessagePartCodec.Write(ref writer, m.Data);
                break;
            case SchedulerToClient.KeyErred m:
                writer.Begin(22, 3);
                writer.Write(m.Key);
                writer.Write(m.Cause);
                MessagePartCodec.Write(ref writer, m.Error);
                break;
            case SchedulerToClient.KeysCancelled m:
                writer.Begin(23, 2);
                writer.Write(m.Keys);
                writer.Write(m.Reason);
                break;
            case SchedulerToClient.KeyLost m:
                writer.Begin(24, 2);
                writer.Write(m.Key);
                writer.Write(m.Reason);
                break;
            case SchedulerToClient.KeyReleased m:
                writer.Begin(25, 1);
                writer.Write(m.Key);
                break;
            case SchedulerToClient.ScatterPlan m:
                writer.Begin(26, 3);
                writer.Write(m.Request);
                writer.WriteCount(m.Holders.Count);
                for (var i = 0; i < m.Holders.Count; i++) writer.Write(m.Holders[i]);
                writer.Write(m.Refusal);
                break;
            case SchedulerToClient.KeyLocations m:
                writer.Begin(27, 2);
                writer.Write(m.Request);
                MessagePartCodec.Write(ref writer, m.Keys);
                break;
            case SchedulerToClient.WorkerList m:
                writer.Begin(28, 2);
                writer.Write(m.Request);
                Write(ref writer, m.Workers);
                break;
            case SchedulerToClient.ClientRefused m:
                writer.Begin(29, 1);
                writer.Write(m.Reason);
                break;
            case SchedulerToClient.StatusReport m:
                writer.Begin(30, 2);
                writer.Write(m.Request);
                SnapshotCodec.Write(ref writer, m.Status);
                break;
            default:
                throw new CheckException($"message {message.GetType().Name} has no code");
        }
    }

    public static Message? Read(int code, ref MessageReader reader) => code switch
    {
        20 => new SchedulerToClient.ClientRegistered(reader.ReadText()),
        21 => new SchedulerToClient.KeyInMemory(MessagePartCodec.ReadHeldData(ref reader)),
        22 => new SchedulerToClient.KeyErred(
            reader.ReadText(),
            reader.ReadText(),
            MessagePartCodec.ReadErrorDetail(ref reader)),
        23 => new SchedulerToClient.KeysCancelled(reader.ReadTexts(), reader.ReadText()),
        24 => new SchedulerToClient.KeyLost(reader.ReadText(), reader.ReadText()),
        25 => new SchedulerToClient.KeyReleased(reader.ReadText()),
        26 => new SchedulerToClient.ScatterPlan(reader.ReadLong(), ReadHolders(ref reader), reader.ReadTextOrNil()),
        27 => new SchedulerToClient.KeyLocations(reader.ReadLong(), MessagePartCodec.ReadKeyHolders(ref reader)),
        28 => new SchedulerToClient.WorkerList(reader.ReadLong(), ReadWorkerSummarys(ref reader)),
        29 => new SchedulerToClient.ClientRefused(reader.ReadText()),
        30 => new SchedulerToClient.StatusReport(reader.ReadLong(), SnapshotCodec.Read(ref reader)),
        _ => null,
    };

    private static void Write(ref MessageWriter writer, IReadOnlyList<WorkerSummary> values)
    {
        writer.WriteCount(values.Count);
        for (var i = 0; i < values.Count; i++) MessagePartCodec.Write(ref writer, values[i]);
    }

    private static IReadOnlyList<WorkerSummary> ReadWorkerSummarys(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var values = new WorkerSummary[count];
        for (var i = 0; i < values.Length; i++) values[i] = MessagePartCodec.ReadWorkerSummary(ref reader);
        return values;
    }

    private static IReadOnlyList<IReadOnlyList<PeerAddress>> ReadHolders(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var values = new IReadOnlyList<PeerAddress>[count];
        for (var i = 0; i < values.Length; i++) values[i] = reader.ReadAddresses();
        return values;
    }
}
