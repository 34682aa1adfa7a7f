namespace Weft.Tasks;

/// <summary>Encodes what moves values; codes and fields stand in <see cref="MessageShapes"/>.</summary>
internal static class DataMessageCodec
{
    public static void Write(ref MessageWriter writer, DataMessage message)
    {
        switch (message)
        {
            case DataMessage.GetData m:
                writer.Begin(80, 3);
                writer.Write(m.Request);
                writer.Write(m.Keys);
                writer.Write(m.Accepts);
                break;
            case DataMessage.DataReply m:
                writer.Begin(81, 2);
                writer.Write(m.Request);
                MessagePartCodec.Write(ref writer, m.Items);
                break;
            case DataMessage.DataBusy m:
                writer.Begin(82, 1);
                writer.Write(m.Request);
                break;
            case DataMessage.PutData m:
                writer.Begin(83, 2);
                writer.Write(m.Request);
                MessagePartCodec.Write(ref writer, m.Items);
                break;
            case DataMessage.PutDataReply m:
                writer.Begin(84, 3);
                writer.Write(m.Request);
                MessagePartCodec.Write(ref writer, m.Held);
                if (m.Refusal is null) writer.Write((string?)null);
                else MessagePartCodec.Write(ref writer, m.Refusal);
                break;
            default:
                throw new Serialization.CheckException($"message {message.GetType().Name} has no code");
        }
    }

    public static Message? Read(int code, ref MessageReader reader) => code switch
    {
        80 => new DataMessage.GetData(reader.ReadLong(), reader.ReadTexts(), reader.ReadTextsOrNil()),
        81 => new DataMessage.DataReply(reader.ReadLong(), MessagePartCodec.ReadDataItems(ref reader)),
        82 => new DataMessage.DataBusy(reader.ReadLong()),
        83 => new DataMessage.PutData(reader.ReadLong(), MessagePartCodec.ReadDataItems(ref reader)),
        84 => new DataMessage.PutDataReply(
            reader.ReadLong(),
            MessagePartCodec.ReadHeldDatas(ref reader),
            reader.TryReadNil() ? null : MessagePartCodec.ReadErrorDetail(ref reader)),
        _ => null,
    };
}
