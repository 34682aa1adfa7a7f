using static Weft.Tasks.ClientToScheduler;
using static Weft.Tasks.SchedulerToClient;
using static Weft.Tasks.Tests.Clients.ClientBench;

namespace Weft.Tasks.Tests.Clients;

public sealed class ClientGatherTests
{
    private readonly ClientBench _client = new();

    [Fact]
    public void A_gather_waits_for_all_keys_locates_them_and_fetches_by_holder()
    {
        _client.Submit("x", "y", "z");
        _client.Gather(1, "x", "y", "z", "x");
        _client.Finish("x", "y");
        Assert.Empty(_client.Effects.OfType<ClientEffect.SendToScheduler>());
        _client.Finish("z");
        Assert.Equal(["x", "y", "z"], _client.Said<LocateKeys>().Keys);
        _client.Locate(("x", [A]), ("y", [B]), ("z", [A]));
        var fetches = _client.Effects.OfType<ClientEffect.FetchData>().ToArray();
        Assert.Equal(["x", "z"], fetches.Single(f => f.Peer == A).Keys);
        _client.Arrived(fetches.Single(f => f.Peer == A).Request, A, "x", "z");
        Assert.Empty(_client.Effects);
        _client.Arrived(fetches.Single(f => f.Peer == B).Request, B, "y");
        Assert.Equal(1, _client.Only<ClientEffect.CompleteGather>().Request);
        Assert.Equal(["x", "y", "z"], _client.Only<ClientEffect.ForgetData>().Keys);
    }

    [Fact]
    public void A_gather_of_nothing_is_complete()
    {
        _client.Gather(1);
        Assert.Equal(1, _client.Only<ClientEffect.CompleteGather>().Request);
    }

    [Fact]
    public void A_key_that_fails_or_that_nobody_holds_fails_the_gather_by_name()
    {
        _client.Gather(1, "x");
        Assert.Equal("x", _client.Only<ClientEffect.FailGather>().Key);
        _client.Submit("x", "y");
        _client.Gather(2, "x", "y");
        _client.Hear(new KeyErred("y", "root", Error));
        var failure = _client.Only<ClientEffect.FailGather>();
        Assert.Equal(("y", FutureState.Erred), (failure.Key, failure.State));
        _client.Gather(3, "x", "y");
        Assert.Equal("y", _client.Only<ClientEffect.FailGather>().Key);
    }

    [Fact]
    public void Releasing_a_future_while_it_is_gathered_waits_for_the_gather()
    {
        var fetch = Fetching("x");
        _client.Release("x");
        Assert.Empty(_client.Effects);
        _client.Arrived(fetch.Request, A, "x");
        _client.Only<ClientEffect.CompleteGather>();
        Assert.Equal(["x"], _client.Said<ReleaseKeys>().Keys);
    }

    [Fact]
    public void A_value_that_a_holder_has_not_is_reported_and_asked_of_another()
    {
        var fetch = Fetching("x", A, B);
        _client.Answer(fetch.Request, fetch.Peer, [], ["x"]);
        Assert.Equal(fetch.Peer, _client.Said<ReportMissing>().Holder);
        Assert.NotEqual(fetch.Peer, _client.Only<ClientEffect.FetchData>().Peer);
    }

    [Fact]
    public void Without_another_holder_the_scheduler_is_asked_again_after_150_ms()
    {
        Fetching("x");
        _client.Lose(A);
        Assert.Equal(A, _client.Said<ReportMissing>().Holder);
        _client.Pass(149);
        Assert.Empty(_client.Effects);
        _client.Pass(1);
        _client.Locate(("x", [B]));
        _client.Arrived(_client.Only<ClientEffect.FetchData>().Request, B, "x");
        _client.Only<ClientEffect.CompleteGather>();
    }

    [Fact]
    public void A_busy_holder_is_asked_again_after_150_ms_and_not_reported()
    {
        var fetch = Fetching("x");
        _client.Handle(new ClientEvent.FetchRefused(_client.Now, fetch.Request, A));
        Assert.Empty(_client.Effects);
        _client.Pass(150);
        Assert.Equal(A, _client.Only<ClientEffect.FetchData>().Peer);
    }

    [Fact]
    public void A_key_that_is_computed_again_is_located_when_it_is_back()
    {
        var fetch = Fetching("x");
        _client.Hear(new KeyReleased("x"));
        _client.Answer(fetch.Request, A, [], ["x"]);
        _client.Pass(1_000);
        Assert.Empty(_client.Effects);
        _client.Finish("x");
        _client.Locate(("x", [B]));
        Assert.Equal(B, _client.Only<ClientEffect.FetchData>().Peer);
    }

    [Fact]
    public void A_value_that_cannot_be_decoded_here_fails_its_gathers_and_not_its_key()
    {
        var fetch = Fetching("x");
        _client.Answer(fetch.Request, A, [], [], "x");
        Assert.Equal(FutureState.Erred, _client.Only<ClientEffect.FailGather>().State);
        Assert.Equal(FutureState.Finished, _client.Machine.StateOf("x"));
    }

    [Fact]
    public void Two_gathers_share_one_value_which_is_kept_until_the_last_has_ended()
    {
        _client.Submit("x", "y");
        _client.Finish("x", "y");
        _client.Gather(1, "x");
        _client.Locate(("x", [A]));
        var fetch = _client.Only<ClientEffect.FetchData>();
        _client.Gather(2, "x", "y");
        Assert.Equal(["y"], _client.Said<LocateKeys>().Keys);
        _client.Locate(("y", [B]));
        var other = _client.Only<ClientEffect.FetchData>();
        _client.Arrived(fetch.Request, A, "x");
        Assert.Equal(1, _client.Only<ClientEffect.CompleteGather>().Request);
        Assert.Empty(_client.Effects.OfType<ClientEffect.ForgetData>());
        _client.Arrived(other.Request, B, "y");
        Assert.Equal(2, _client.Only<ClientEffect.CompleteGather>().Request);
        Assert.Equal(["x", "y"], _client.Only<ClientEffect.ForgetData>().Keys);
    }

    [Fact]
    public void A_value_that_arrives_when_no_gather_wants_it_any_more_is_dropped()
    {
        var fetch = Fetching("x");
        _client.Hear(new KeyLost("x", "died"));
        _client.Only<ClientEffect.FailGather>();
        _client.Arrived(fetch.Request, A, "x");
        Assert.Equal(["x"], _client.Only<ClientEffect.ForgetData>().Keys);
    }

    private ClientEffect.FetchData Fetching(string key, params Weft.Serialization.PeerAddress[] holders)
    {
        _client.Submit(key);
        _client.Finish(key);
        _client.Gather(1, key);
        _client.Locate((key, holders.Length == 0 ? [A] : holders));
        return _client.Only<ClientEffect.FetchData>();
    }
}
