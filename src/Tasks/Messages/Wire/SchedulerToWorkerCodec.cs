namespace Weft.Tasks;

/// <summary>Encodes what the scheduler says to a worker, as listed in <see cref="MessageShapes"/>.</summary>
internal static class SchedulerToWorkerCodec
{
    public static void Write(ref MessageWriter writer, SchedulerToWorker message)
    {
        switch (message)
        {
            case SchedulerToWorker.WorkerRegistered m:
                writer.Begin(60, 1);
                writer.Write(m.SchedulerVersion);
                break;
            case SchedulerToWorker.WorkerRefused m:
                writer.Begin(61, 1);
                writer.Write(m.Reason);
                break;
            case SchedulerToWorker.ComputeTask m:
                writer.Begin(62, 5);
                writer.Write(m.Key);
                writer.Write(m.Run);
                writer.Write(m.Spec);
                MessagePartCodec.Write(ref writer, m.Dependencies);
                MessagePartCodec.Write(ref writer, m.Priority);
                break;
            case SchedulerToWorker.CancelTask m:
                writer.Begin(63, 2);
                writer.Write(m.Key);
                writer.Write(m.Run);
                break;
            case SchedulerToWorker.FreeKeys m:
                writer.Begin(64, 1);
                writer.Write(m.Keys);
                break;
            case SchedulerToWorker.StopWorker m:
                writer.Begin(65, 1);
                writer.Write(m.Reason);
                break;
            default:
                throw new Serialization.CheckException($"message {message.GetType().Name} has no code");
        }
    }

    public static Message? Read(int code, ref MessageReader reader) => code switch
    {
        60 => new SchedulerToWorker.WorkerRegistered(reader.ReadText()),
        61 => new SchedulerToWorker.WorkerRefused(reader.ReadText()),
        62 => new SchedulerToWorker.ComputeTask(
            reader.ReadText(),
            reader.ReadLong(),
            reader.ReadEncoded(),
            MessagePartCodec.ReadKeyHolders(ref reader),
            MessagePartCodec.ReadTaskPriority(ref reader)),
        63 => new SchedulerToWorker.CancelTask(reader.ReadText(), reader.ReadLong()),
        64 => new SchedulerToWorker.FreeKeys(reader.ReadTexts()),
        65 => new SchedulerToWorker.StopWorker(reader.ReadText()),
        _ => null,
    };
}
