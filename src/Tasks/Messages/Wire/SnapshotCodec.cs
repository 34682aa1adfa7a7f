namespace Weft.Tasks;

/// <summary>Encodes what a scheduler tells of itself, as listed in <see cref="MessageShapes.Parts"/>.</summary>
internal static class SnapshotCodec
{
    private const int StateCount = (int)TaskState.Forgotten;

    public static void Write(ref MessageWriter writer, SchedulerSnapshot value)
    {
        writer.WriteCount(7);
        writer.WriteCount(value.Workers.Count);
        for (var i = 0; i < value.Workers.Count; i++) Write(ref writer, value.Workers[i]);
        writer.Write(value.Clients);
        writer.WriteCount(StateCount);
        for (var state = 0; state < StateCount; state++)
            writer.Write(value.Tasks.TryGetValue((TaskState)state, out var count) ? count : 0);
        writer.Write(value.TasksFinished);
        writer.Write(value.TasksRecomputed);
        writer.Write(value.TasksFailed);
        writer.Write(value.WorkersLost);
    }

    public static SchedulerSnapshot Read(ref MessageReader reader)
    {
        var extra = reader.BeginPart(nameof(SchedulerSnapshot), 7);
        var value = new SchedulerSnapshot(
            ReadLoads(ref reader),
            reader.ReadInt(),
            ReadCounts(ref reader),
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong());
        reader.Skip(extra);
        return value;
    }

    private static void Write(ref MessageWriter writer, WorkerLoad value)
    {
        writer.WriteCount(8);
        MessagePartCodec.Write(ref writer, value.Worker);
        writer.Write(value.Processing);
        writer.Write(value.Executing);
        writer.Write(value.Held);
        writer.Write(value.StoredBytes);
        writer.Write(value.OccupancyNanoseconds);
        writer.Write(value.IsReachable);
        writer.Write(value.IsLeaving);
    }

    private static IReadOnlyList<WorkerLoad> ReadLoads(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var loads = new WorkerLoad[count];
        for (var i = 0; i < loads.Length; i++)
        {
            var extra = reader.BeginPart(nameof(WorkerLoad), 8);
            loads[i] = new WorkerLoad(
                MessagePartCodec.ReadWorkerSummary(ref reader),
                reader.ReadInt(),
                reader.ReadInt(),
                reader.ReadInt(),
                reader.ReadLong(),
                reader.ReadLong(),
                reader.ReadBool(),
                reader.ReadBool());
            reader.Skip(extra);
        }

        return loads;
    }

    // States that this version does not know are passed over.
    private static SortedDictionary<TaskState, int> ReadCounts(ref MessageReader reader)
    {
        var counts = new SortedDictionary<TaskState, int>();
        var length = reader.ReadCount();
        for (var state = 0; state < length; state++)
        {
            var count = reader.ReadInt();
            if (state < StateCount && count != 0) counts[(TaskState)state] = count;
        }

        return counts;
    }
}
