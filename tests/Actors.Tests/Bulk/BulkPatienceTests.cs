using Akka.Actor;
using Akka.Cluster;

namespace Weft.Actors.Tests;

/// <summary>What counts as a stall, what is known of a message that was lost, and what is kept for a silent peer.</summary>
public sealed class BulkPatienceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_peer_that_makes_no_progress_fails_what_is_open_in_time()
    {
        await using var systems = new TwoSystems("weft.bulk.payload-timeout = 1s");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        var receiver = await SuspendReceiverAsync(systems.There);
        var sends = new[] { 10_000_000, 20_000_000, 100_000, 1 }
            .Select(length => there.Seen.TellData(new byte[length], null)).ToArray();
        foreach (var send in sends) Assert.Equal(DataSendFailure.TimedOut, (await FailsAsync(send)).Reason);
        receiver.Resume(null);
        await there.Seen.TellData(new int[100_000], null).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_value_that_takes_long_to_decode_is_no_stall()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("weft.bulk.payload-timeout = 1s", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var large = there.Seen.TellData(new Gated(new byte[1_000_000]), null);
        var behind = there.Seen.TellData(new byte[1_000_000], null);
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.False(large.IsCompleted || behind.IsCompleted);
        gate.Set();
        await Task.WhenAll(large, behind).WaitAsync(Patience);
        Assert.IsType<Gated>(await there.NextAsync());
        Assert.IsType<byte[]>(await there.NextAsync());
    }

    [Fact]
    public async Task A_lost_message_says_whether_its_recipient_may_have_been_told()
    {
        await using var systems = new TwoSystems("weft.bulk.in-flight-bytes = 1MiB");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        var receiver = await SuspendReceiverAsync(systems.There);
        var small = there.Seen.TellData(new[] { 2 }, null);
        var large = there.Seen.TellData(new byte[900_000], null);
        var second = there.Seen.TellData(new byte[900_000], null);

        // Behind the three in the sending actor's mailbox, whose values are under way by then or wait for credit.
        await Task.Delay(500);
        systems.Here.EventStream.Publish(systems.QuarantineOfThere());
        foreach (var unknown in new[] { small, large })
        {
            var error = await FailsAsync(unknown);
            Assert.Equal((DataSendFailure.PeerGone, true), (error.Reason, error.MayHaveBeenTold));
            Assert.Contains("is not known", error.Message, StringComparison.Ordinal);
        }

        var sure = await FailsAsync(second);
        Assert.Equal((DataSendFailure.PeerGone, false), (sure.Reason, sure.MayHaveBeenTold));
        Assert.Contains("the recipient was not told", sure.Message, StringComparison.Ordinal);
        receiver.Resume(null);
        var refused = await FailsAsync(there.Seen.TellData(new Unlisted(), null));
        Assert.Equal((DataSendFailure.EncodeFailed, false), (refused.Reason, refused.MayHaveBeenTold));
    }

    [Fact]
    public async Task A_member_that_left_the_cluster_fails_what_is_open_to_that_incarnation()
    {
        await using var pair = await ClusterPair.StartAsync("a", "b", "akka.stdout-loglevel = OFF", _ => { });
        var there = await Collector.StartAsync(pair.There, pair.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        var receiver = await SuspendReceiverAsync(pair.There);
        var open = there.Seen.TellData(new byte[100_000], null);
        var member = Akka.Cluster.Cluster.Get(pair.There).SelfMember.Copy(MemberStatus.Down).Copy(MemberStatus.Removed);
        Assert.False(new PeerLost("gone") { Uid = member.UniqueAddress.Uid + 1L }.IsOf(member.UniqueAddress.Uid));

        // As the cluster tells it, which would end the other system too.
        WeftExtension.Of(pair.Here).Bulk.Front.Tell(new ClusterEvent.MemberRemoved(member, MemberStatus.Down));
        var error = await FailsAsync(open);
        Assert.Equal(DataSendFailure.PeerGone, error.Reason);
        Assert.Contains("has left the cluster", error.Message, StringComparison.Ordinal);
        receiver.Resume(null);
    }

    [Fact]
    public async Task The_actor_for_a_silent_peer_goes_and_the_next_message_finds_another()
    {
        await using var systems = new TwoSystems("weft.bulk.retire-after = 1s");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        var child = await systems.Here.ActorSelection("/system/weft/*").ResolveOne(Patience);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.False(child.HasEnded());

        systems.Here.EventStream.Publish(systems.QuarantineOfThere());
        for (var look = 0; look < 100 && !child.HasEnded(); look++) await Task.Delay(100);
        Assert.True(child.HasEnded());
        await there.Seen.TellData(new[] { 2 }, null).WaitAsync(Patience);
        Assert.Equal(new[] { 1 }, await there.NextAsync());
        Assert.Equal(new[] { 2 }, await there.NextAsync());
    }

    // Its mailbox still takes what comes, and nothing is done.
    private static async Task<IInternalActorRef> SuspendReceiverAsync(ActorSystem system)
    {
        var receiver = (IInternalActorRef)await system.ActorSelection("/system/weft/*").ResolveOne(Patience);
        receiver.Suspend();
        return receiver;
    }

    private static async Task<DataSendException> FailsAsync(Task send) =>
        await Assert.ThrowsAsync<DataSendException>(() => send.WaitAsync(Patience));

    private sealed record Unlisted;
}
