using System.Buffers;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Who is a member, as one node sees it. On the wire, in msgpack: a list of
/// <c>[address, [role], status, reachable, leader]</c>.
/// </summary>
internal sealed record MembersKnown(IReadOnlyList<NodeMember> Members)
{
    private const int FieldCount = 5;

    /// <summary>The state of a cluster now.</summary>
    public static MembersKnown Of(Akka.Cluster.Cluster cluster)
    {
        var state = cluster.State;
        return new MembersKnown(
        [
            .. state.Members.Select(member => new NodeMember(
                member.Address.ToString(),
                [.. member.Roles.Order(StringComparer.Ordinal)],
                $"{member.Status}".ToLowerInvariant(),
                !state.Unreachable.Contains(member),
                member.Address.Equals(state.Leader))),
        ]);
    }

    /// <summary>The wire's form.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(Members.Count);
        foreach (var member in Members)
        {
            writer.WriteArrayHeader(FieldCount);
            writer.WriteString(member.Address);
            writer.WriteArrayHeader(member.Roles.Count);
            foreach (var role in member.Roles) writer.WriteString(role);
            writer.WriteString(member.Status);
            writer.WriteBoolean(member.IsReachable);
            writer.WriteBoolean(member.IsLeader);
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads the wire's form.</summary>
    /// <exception cref="WireFormatException">It is another.</exception>
    public static MembersKnown From(byte[] bytes, Limits limits)
    {
        var reader = new MsgPackReader(bytes, limits);
        var members = new List<NodeMember>();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
        {
            var fields = reader.ReadArrayHeader();
            if (fields != FieldCount) throw new WireFormatException($"a member has {FieldCount} fields; {fields} came");
            var address = Text(ref reader);
            var roles = new List<string>();
            for (var more = reader.ReadArrayHeader(); more > 0; more--) roles.Add(Text(ref reader));
            members.Add(new NodeMember(address, roles, Text(ref reader), reader.ReadBoolean(), reader.ReadBoolean()));
        }

        return new MembersKnown(members);
    }

    private static string Text(ref MsgPackReader reader) =>
        reader.ReadString() ?? throw new WireFormatException("a member has a field without a text");
}
