namespace Weft.Tasks;

/// <summary>Encodes the records inside messages, each as an array of its fields.</summary>
internal static class MessagePartCodec
{
    public static void Write(ref MessageWriter writer, TaskDefinition value)
    {
        writer.WriteCount(6);
        writer.Write(value.Key);
        writer.Write(value.Spec);
        writer.Write(value.Dependencies);
        writer.Write(value.Priority);
        writer.Write(value.RetriesMax);
        writer.Write(value.Workers);
    }

    public static TaskDefinition ReadTaskDefinition(ref MessageReader reader)
    {
        var extra = reader.BeginPart(nameof(TaskDefinition), 6);
        var value = new TaskDefinition(
            reader.ReadText(),
            reader.ReadEncoded(),
            reader.ReadTexts(),
            reader.ReadInt(),
            reader.ReadInt(),
            reader.ReadAddressesOrNil());
        reader.Skip(extra);
        return value;
    }

    public static void Write(ref MessageWriter writer, ErrorDetail value)
    {
        writer.WriteCount(4);
        writer.Write(value.TypeName);
        writer.Write(value.Text);
        writer.Write(value.Stack);
        writer.Write(value.Exception);
    }

    public static ErrorDetail ReadErrorDetail(ref MessageReader reader)
    {
        var extra = reader.BeginPart(nameof(ErrorDetail), 4);
        var value = new ErrorDetail(
            reader.ReadText(), reader.ReadText(), reader.ReadText(), reader.ReadValueOrNil());
        reader.Skip(extra);
        return value;
    }

    public static void Write(ref MessageWriter writer, HeldData value)
    {
        writer.WriteCount(3);
        writer.Write(value.Key);
        writer.Write(value.TypeName);
        writer.Write(value.Bytes);
    }

    public static HeldData ReadHeldData(ref MessageReader reader)
    {
        var extra = reader.BeginPart(nameof(HeldData), 3);
        var value = new HeldData(reader.ReadText(), reader.ReadText(), reader.ReadLong());
        reader.Skip(extra);
        return value;
    }

    public static void Write(ref MessageWriter writer, IReadOnlyList<HeldData> values)
    {
        writer.WriteCount(values.Count);
        for (var i = 0; i < values.Count; i++) Write(ref writer, values[i]);
    }

    public static IReadOnlyList<HeldData> ReadHeldDatas(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var values = new HeldData[count];
        for (var i = 0; i < values.Length; i++) values[i] = ReadHeldData(ref reader);
        return values;
    }

    public static void Write(ref MessageWriter writer, IReadOnlyList<KeyHolders> values)
    {
        writer.WriteCount(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteCount(3);
            writer.Write(values[i].Key);
            writer.Write(values[i].Bytes);
            writer.Write(values[i].Holders);
        }
    }

    public static IReadOnlyList<KeyHolders> ReadKeyHolders(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var values = new KeyHolders[count];
        for (var i = 0; i < values.Length; i++)
        {
            var extra = reader.BeginPart(nameof(KeyHolders), 3);
            values[i] = new KeyHolders(reader.ReadText(), reader.ReadLong(), reader.ReadAddresses());
            reader.Skip(extra);
        }

        return values;
    }

    public static void Write(ref MessageWriter writer, ScatteredData value)
    {
        writer.WriteCount(2);
        Write(ref writer, value.Data);
        writer.Write(value.Holders);
    }

    public static ScatteredData ReadScatteredData(ref MessageReader reader)
    {
        var extra = reader.BeginPart(nameof(ScatteredData), 2);
        var value = new ScatteredData(ReadHeldData(ref reader), reader.ReadAddresses());
        reader.Skip(extra);
        return value;
    }

    public static void Write(ref MessageWriter writer, IReadOnlyList<DataItem> values)
    {
        writer.WriteCount(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteCount(2);
            writer.Write(values[i].Key);
            writer.Write(values[i].Value);
        }
    }

    public static IReadOnlyList<DataItem> ReadDataItems(ref MessageReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return [];
        var values = new DataItem[count];
        for (var i = 0; i < values.Length; i++)
        {
            var extra = reader.BeginPart(nameof(DataItem), 2);
            values[i] = new DataItem(reader.ReadText(), reader.ReadValueOrNil());
            reader.Skip(extra);
        }

        return values;
    }

    public static void Write(ref MessageWriter writer, WorkerSummary value)
    {
        writer.WriteCount(3);
        writer.Write(value.Address);
        writer.Write(value.Name);
        writer.Write(value.Threads);
    }

    public static WorkerSummary ReadWorkerSummary(ref MessageReader reader)
    {
        var extra = reader.BeginPart(nameof(WorkerSummary), 3);
        var value = new WorkerSummary(reader.ReadAddress(), reader.ReadText(), reader.ReadInt());
        reader.Skip(extra);
        return value;
    }

    public static void Write(ref MessageWriter writer, TaskPriority value)
    {
        writer.WriteCount(3);
        writer.Write(value.User);
        writer.Write(value.Generation);
        writer.Write(value.Order);
    }

    public static TaskPriority ReadTaskPriority(ref MessageReader reader)
    {
        var extra = reader.BeginPart(nameof(TaskPriority), 3);
        var value = new TaskPriority(reader.ReadInt(), reader.ReadLong(), reader.ReadLong());
        reader.Skip(extra);
        return value;
    }
}
