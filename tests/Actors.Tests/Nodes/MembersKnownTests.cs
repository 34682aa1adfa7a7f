using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>The list of members on the wire.</summary>
public sealed class MembersKnownTests
{
    private static readonly MembersKnown Sample = new(
    [
        new NodeMember("akka.tcp://weft@one:4053", ["fast", "weft-scheduler"], "up", true, true),
        new NodeMember("akka.tcp://weft@two:4054", [], "leaving", false, false),
    ]);

    [Fact]
    public void Members_come_back_as_they_were()
    {
        var back = MembersKnown.From(Sample.ToBytes(), Limits.Default);
        Assert.Equal(Sample.Members.Select(Describe), back.Members.Select(Describe));
        Assert.Empty(MembersKnown.From(new MembersKnown([]).ToBytes(), Limits.Default).Members);
    }

    [Fact]
    public void A_list_that_is_cut_off_anywhere_is_refused()
    {
        var bytes = Sample.ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<WireFormatException>(() => MembersKnown.From(bytes[..length], Limits.Default));
    }

    private static string Describe(NodeMember member) =>
        $"{member.Address} {string.Join(',', member.Roles)} {member.Status} {member.IsReachable} {member.IsLeader}";
}
