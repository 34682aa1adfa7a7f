using System.Collections.Concurrent;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class InProcessEngineTests
{
    private readonly InProcessEngine _engine = new();

    [Fact]
    public void Messages_arrive_in_order_with_the_senders_address()
    {
        var (a, _) = Open("a");
        var (b, heard) = Open("b");

        for (long i = 0; i < 100; i++) a.Send(b.Self, new DataMessage.DataBusy(i));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{a.Self}: {i}"), heard);
    }

    [Fact]
    public void Values_pass_by_reference_and_arrive_as_decoded()
    {
        object value = new();
        MessageValue? arrived = null;
        var b = _engine.Open(
            "b", new Handler((_, message) => arrived = ((DataMessage.DataReply)message).Items[0].Value));
        var (a, _) = Open("a");

        a.Send(b.Self, new DataMessage.DataReply(1, [new DataItem("x", new ToSerialize(value))]));

        Assert.Same(value, Assert.IsType<Deserialized>(arrived).Value);
        Assert.Equal(Proximity.SameProcess, a.ContextOf(b.Self).Proximity);
        Assert.Equal((a.Self, b.Self), (a.ContextOf(b.Self).Sender, a.ContextOf(b.Self).Recipient));
        Assert.Equal((b.Self, a.Self), (a.ContextFrom(b.Self).Sender, a.ContextFrom(b.Self).Recipient));
    }

    [Fact]
    public async Task Those_it_has_talked_with_see_a_closed_role_as_lost_after_its_last_words()
    {
        var (a, heardByA) = Open("a");
        var (b, heardByB) = Open("b");
        var (_, heardByC) = Open("c");
        a.Send(b.Self, new DataMessage.DataBusy(1));

        await a.DisposeAsync();
        await a.DisposeAsync();
        b.Send(a.Self, new DataMessage.DataBusy(2));
        a.Send(b.Self, new DataMessage.DataBusy(3));

        Assert.Equal([$"{a.Self}: 1", $"{a.Self} lost", $"{a.Self} lost"], heardByB);
        Assert.Empty(heardByA);
        Assert.Empty(heardByC);
    }

    [Fact]
    public void A_peer_that_is_nowhere_is_reported_lost_for_each_message()
    {
        var (a, heard) = Open("a");
        var nobody = new PeerAddress("inproc://0/nobody#0");

        a.Send(nobody, new DataMessage.DataBusy(1));
        a.Send(nobody, new DataMessage.DataBusy(2));

        Assert.Equal([$"{nobody} lost", $"{nobody} lost"], heard);
    }

    [Fact]
    public void A_dropped_peer_and_the_one_that_dropped_it_lose_each_other()
    {
        var (a, heardByA) = Open("a");
        var (b, heardByB) = Open("b");
        a.Send(b.Self, new DataMessage.DataBusy(1));

        a.Drop(b.Self, "enough");
        a.Send(b.Self, new DataMessage.DataBusy(2));
        b.Send(a.Self, new DataMessage.DataBusy(3));

        Assert.Equal([$"{b.Self} lost", $"{b.Self} lost"], heardByA);
        Assert.Equal([$"{a.Self}: 1", $"{a.Self} lost", $"{a.Self} lost"], heardByB);
    }

    [Fact]
    public async Task Roles_that_talk_and_close_at_the_same_time_neither_hang_nor_lose_a_loss()
    {
        for (int round = 0; round < 200; round++)
        {
            var (a, heardByA) = Open("a");
            var (b, _) = Open("b");
            a.Send(b.Self, new DataMessage.DataBusy(0));
            await Task.WhenAll(
                Task.Run(() =>
                {
                    for (long i = 1; i < 20; i++) a.Send(b.Self, new DataMessage.DataBusy(i));
                }),
                Task.Run(() => b.Send(a.Self, new DataMessage.DataBusy(99))),
                Task.Run(async () => await b.DisposeAsync())).WaitAsync(TimeSpan.FromSeconds(10));

            Assert.Contains($"{b.Self} lost", heardByA);
        }
    }

    private (ILink Link, ConcurrentQueue<string> Heard) Open(string name)
    {
        var heard = new ConcurrentQueue<string>();
        var link = _engine.Open(name, new Handler(
            (from, message) => heard.Enqueue($"{from}: {((DataMessage.DataBusy)message).Request}"),
            peer => heard.Enqueue($"{peer} lost")));
        return (link, heard);
    }

    private sealed class Handler(
        Action<PeerAddress, Message> onMessage, Action<PeerAddress>? onLost = null) : ILinkHandler
    {
        public void OnMessage(PeerAddress from, Message message) => onMessage(from, message);

        public void OnPeerAppeared(PeerAddress peer)
        {
        }

        public void OnPeerLost(PeerAddress peer, string reason) => onLost?.Invoke(peer);
    }
}
