namespace Weft.Tasks;

/// <summary>Encodes what a worker says to the scheduler, as listed in <see cref="MessageShapes"/>.</summary>
internal static class WorkerToSchedulerCodec
{
    public static void Write(ref MessageWriter writer, WorkerToScheduler message)
    {
        switch (message)
        {
            case WorkerToScheduler.RegisterWorker m:
                writer.Begin(40, 3);
                writer.Write(m.Name);
                writer.Write(m.Threads);
                MessagePartCodec.Write(ref writer, m.Held);
                break;
            case WorkerToScheduler.TaskStarted m:
                writer.Begin(41, 2);
                writer.Write(m.Key);
                writer.Write(m.Run);
                break;
            case WorkerToScheduler.TaskFinished m:
                writer.Begin(42, 6);
                writer.Write(m.Key);
                writer.Write(m.Run);
                writer.Write(m.TypeName);
                writer.Write(m.Bytes);
                writer.Write(m.StartedAt.Nanoseconds);
                writer.Write(m.StoppedAt.Nanoseconds);
                break;
            case WorkerToScheduler.TaskErred m:
                writer.Begin(43, 4);
                writer.Write(m.Key);
                writer.Write(m.Run);
                MessagePartCodec.Write(ref writer, m.Error);
                writer.Write(m.MayRetry);
                break;
            case WorkerToScheduler.ReplicasHeld m:
                writer.Begin(44, 1);
                MessagePartCodec.Write(ref writer, m.Data);
                break;
            case WorkerToScheduler.DependencyMissing m:
                writer.Begin(45, 4);
                writer.Write(m.Key);
                writer.Write(m.Run);
                writer.Write(m.Dependency);
                writer.Write(m.Holders);
                break;
            case WorkerToScheduler.WorkerLeaving m:
                writer.Begin(46, 1);
                writer.Write(m.Reason);
                break;
            case WorkerToScheduler.WorkerDraining m:
                writer.Begin(47, 1);
                writer.Write(m.Reason);
                break;
            default:
                throw new Serialization.CheckException($"message {message.GetType().Name} has no code");
        }
    }

    public static Message? Read(int code, ref MessageReader reader) => code switch
    {
        40 => new WorkerToScheduler.RegisterWorker(
            reader.ReadText(),
            reader.ReadInt(),
            MessagePartCodec.ReadHeldDatas(ref reader)),
        41 => new WorkerToScheduler.TaskStarted(reader.ReadText(), reader.ReadLong()),
        42 => new WorkerToScheduler.TaskFinished(
            reader.ReadText(),
            reader.ReadLong(),
            reader.ReadText(),
            reader.ReadLong(),
            reader.ReadInstant(),
            reader.ReadInstant()),
        43 => new WorkerToScheduler.TaskErred(
            reader.ReadText(),
            reader.ReadLong(),
            MessagePartCodec.ReadErrorDetail(ref reader),
            reader.ReadBool()),
        44 => new WorkerToScheduler.ReplicasHeld(MessagePartCodec.ReadHeldDatas(ref reader)),
        45 => new WorkerToScheduler.DependencyMissing(
            reader.ReadText(),
            reader.ReadLong(),
            reader.ReadText(),
            reader.ReadAddresses()),
        46 => new WorkerToScheduler.WorkerLeaving(reader.ReadText()),
        47 => new WorkerToScheduler.WorkerDraining(reader.ReadText()),
        _ => null,
    };
}
