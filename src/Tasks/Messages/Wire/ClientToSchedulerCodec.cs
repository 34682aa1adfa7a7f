namespace Weft.Tasks;

/// <summary>Encodes what a client says to the scheduler, as listed in <see cref="MessageShapes"/>.</summary>
internal static class ClientToSchedulerCodec
{
    public static void Write(ref MessageWriter writer, ClientToScheduler message)
    {
        switch (message)
        {
            case ClientToScheduler.RegisterClient m:
                writer.Begin(1, 1);
                writer.Write(m.Name);
                break;
            case ClientToScheduler.SubmitTasks m:
                writer.Begin(2, 1);
                Write(ref writer, m.Tasks);
                break;
            case ClientToScheduler.WantKeys m:
                writer.Begin(3, 1);
                writer.Write(m.Keys);
                break;
            case ClientToScheduler.ReleaseKeys m:
                writer.Begin(4, 1);
                writer.Write(m.Keys);
                break;
            case ClientToScheduler.PlanScatter m:
                writer.Begin(5, 4);
                writer.Write(m.Request);
                writer.Write(m.Count);
                writer.Write(m.Replicas);
                writer.Write(m.Workers);
                break;
            case ClientToScheduler.RegisterData m:
                writer.Begin(6, 1);
                Write(ref writer, m.Items);
                break;
            case ClientToScheduler.LocateKeys m:
                writer.Begin(7, 2);
                writer.Write(m.Request);
                writer.Write(m.Keys);
                break;
            case ClientToScheduler.ReportMissing m:
                writer.Begin(8, 2);
                writer.Write(m.Holder);
                writer.Write(m.Keys);
                break;
            case ClientToScheduler.CancelKeys m:
                writer.Begin(9, 2);
                writer.Write(m.Keys);
                writer.Write(m.Force);
                break;
            case ClientToScheduler.RetryKeys m:
                writer.Begin(10, 1);
                writer.Write(m.Keys);
                break;
            case ClientToScheduler.ListWorkers m:
                writer.Begin(11, 1);
                writer.Write(m.Request);
                break;
            case ClientToScheduler.RequestStatus m:
                writer.Begin(12, 1);
                writer.Write(m.Request);
                break;
            default:
                throw new Serialization.CheckException($"message {message.GetType().Name} has no code");
        }
    }

    public static Message? Read(int code, ref MessageReader reader) => code switch
    {
        1 => new ClientToScheduler.RegisterClient(reader.ReadText()),
        2 => new ClientToScheduler.SubmitTasks(ReadTaskDefinitions(ref reader)),
        3 => new ClientToScheduler.WantKeys(reader.ReadTexts()),
        4 => new ClientToScheduler.ReleaseKeys(reader.ReadTexts()),
        5 => new ClientToScheduler.PlanScatter(
            reader.ReadLong(),
            reader.ReadInt(),
            reader.ReadInt(),
            reader.ReadAddressesOrNil()),
        6 => new ClientToScheduler.RegisterData(ReadScatteredDatas(ref reader)),
        7 => new ClientToScheduler.LocateKeys(reader.ReadLong(), reader.ReadTexts()),
        8 => new ClientToScheduler.ReportMissing(reader.ReadAddress(), reader.ReadTexts()),
        9 => new ClientToScheduler.CancelKeys(reader.ReadTexts(), reader.ReadBool()),
        10 => new ClientToScheduler.RetryKeys(reader.ReadTexts()),
        11 => new ClientToScheduler.ListWorkers(reader.ReadLong()),
        12 => new ClientToScheduler.RequestStatus(reader.ReadLong()),
        _ => null,
    };

    private static void Write(ref MessageWriter writer, IReadOnlyList<TaskDefinition> values)
    {
        writer.WriteCount(values.Count);
        for (var i = 0; i < values.Count; i++) MessagePartCodec.Write(ref writer, values[i]);
    }

    private static IReadOnlyList<TaskDefinition> ReadTaskDefinitions(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var values = new TaskDefinition[count];
        for (var i = 0; i < values.Length; i++) values[i] = MessagePartCodec.ReadTaskDefinition(ref reader);
        return values;
    }

    private static void Write(ref MessageWriter writer, IReadOnlyList<ScatteredData> values)
    {
        writer.WriteCount(values.Count);
        for (var i = 0; i < values.Count; i++) MessagePartCodec.Write(ref writer, values[i]);
    }

    private static IReadOnlyList<ScatteredData> ReadScatteredDatas(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var values = new ScatteredData[count];
        for (var i = 0; i < values.Length; i++) values[i] = MessagePartCodec.ReadScatteredData(ref reader);
        return values;
    }
}
