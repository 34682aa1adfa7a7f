using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>The bytes of <see cref="SchedulerAt"/>: <c>[path | "", reason]</c> in msgpack.</summary>
internal static class LocatorMessageCodec
{
    private const int FieldCount = 2;

    public static byte[] Encode(SchedulerAt answer)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(FieldCount);
        writer.WriteString(
            answer.Scheduler is null ? "" : Akka.Serialization.Serialization.SerializedActorPath(answer.Scheduler));
        writer.WriteString(answer.Reason);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static SchedulerAt Decode(byte[] bytes, ExtendedActorSystem system, Limits limits)
    {
        var reader = new MsgPackReader(bytes, limits);
        var count = reader.ReadArrayHeader();
        if (count != FieldCount)
            throw new WireFormatException($"where the scheduler is has {FieldCount} fields; {count} came");
        var path = reader.ReadString();
        var reason = reader.ReadString();
        if (path is null || reason is null) throw new WireFormatException("where the scheduler is has an empty field");
        return new SchedulerAt(path.Length == 0 ? null : system.Provider.ResolveActorRef(path), reason);
    }
}
