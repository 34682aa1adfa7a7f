using Weft.Serialization;
using static Weft.Tasks.ClientToScheduler;
using static Weft.Tasks.SchedulerToClient;
using static Weft.Tasks.Tests.Clients.ClientBench;

namespace Weft.Tasks.Tests.Clients;

public sealed class ClientScatterTests
{
    private readonly ClientBench _client = new();

    [Fact]
    public void A_scatter_is_planned_put_registered_and_complete_when_the_scheduler_has_confirmed()
    {
        _client.Scatter(1, 2, "x", "y");
        Plan([A, B], [B, A]);
        var puts = _client.Effects.OfType<ClientEffect.PutData>().ToArray();
        Assert.Equal(["x", "y"], puts.Single(put => put.Peer == A).Keys);
        foreach (var put in puts) _client.Put(put.Request, put.Peer, "x", "y");
        var said = _client.Said<RegisterData>();
        Assert.Equal([A, B], said.Items[0].Holders);
        _client.Finish("x");
        Assert.Equal(FutureState.Finished, _client.Became("x"));
        Assert.Equal(1, _client.Machine.ScatterCount);
        _client.Finish("y");
        Assert.Equal(1, _client.Only<ClientEffect.CompleteScatter>().Request);
        _client.Release("x", "y");
        Assert.Equal(["x", "y"], _client.Said<ReleaseKeys>().Keys);
    }

    [Fact]
    public void A_scatter_of_nothing_is_complete()
    {
        _client.Scatter(1, 1);
        _client.Only<ClientEffect.CompleteScatter>();
    }

    [Fact]
    public void A_plan_that_is_refused_fails_the_scatter_and_releases_its_keys()
    {
        _client.Scatter(1, 1, "x");
        _client.Hear(new ScatterPlan(_client.Said<PlanScatter>().Request, [], "no workers"));
        Assert.Contains("no workers", _client.Only<ClientEffect.FailScatter>().Error.Text, StringComparison.Ordinal);
        Assert.Equal(0, _client.Machine.KeyCount);
    }

    [Fact]
    public void A_worker_lost_or_refusing_is_replaced_by_a_survivor()
    {
        _client.Scatter(1, 1, "x", "y");
        Plan([A], [B]);
        var puts = _client.Effects.OfType<ClientEffect.PutData>().ToDictionary(put => put.Peer, put => put.Request);
        _client.Lose(A);
        _client.Put(puts[B], B, "y");
        var again = _client.Only<ClientEffect.PutData>();
        Assert.Equal((B, "x"), (again.Peer, Assert.Single(again.Keys)));
        _client.Put(again.Request, B, "x");
        Assert.Equal(2, _client.Said<RegisterData>().Items.Count);
    }

    [Fact]
    public void Where_one_of_two_replicas_is_refused_the_other_is_enough()
    {
        _client.Scatter(1, 2, "x");
        Plan([A, B]);
        var puts = _client.Effects.OfType<ClientEffect.PutData>().ToDictionary(put => put.Peer, put => put.Request);
        _client.Refuse(puts[A], A);
        _client.Put(puts[B], B, "x");
        Assert.Equal([B], _client.Said<RegisterData>().Items[0].Holders);
    }

    [Fact]
    public void Without_a_survivor_the_scheduler_is_asked_again_and_at_last_the_scatter_fails()
    {
        _client.Scatter(1, 1, "x");
        for (var attempt = 1; ; attempt++)
        {
            var worker = new PeerAddress($"w/{attempt}");
            Plan([worker]);
            _client.Refuse(_client.Only<ClientEffect.PutData>().Request, worker);
            if (_client.Machine.ScatterCount == 0) break;
            Assert.True(attempt < 5);
            _client.Pass(150);
        }

        Assert.Equal(Error, _client.Only<ClientEffect.FailScatter>().Error);
        Assert.Equal(0, _client.Machine.KeyCount);
    }

    [Fact]
    public void What_some_workers_took_of_a_scatter_that_fails_is_registered_and_released()
    {
        _client.Scatter(1, 1, "x", "y");
        Plan([A], [B]);
        var puts = _client.Effects.OfType<ClientEffect.PutData>().ToDictionary(put => put.Peer, put => put.Request);
        _client.Put(puts[A], A, "x");
        _client.Refuse(puts[B], B);
        _client.Refuse(_client.Only<ClientEffect.PutData>().Request, A);
        _client.Pass(150);
        _client.Hear(new ScatterPlan(_client.Said<PlanScatter>().Request, [], "full"));
        Assert.Equal("x", Assert.Single(_client.Said<RegisterData>().Items).Data.Key);
        Assert.Equal(["x"], _client.Said<ReleaseKeys>().Keys);
    }

    [Fact]
    public void A_key_cancelled_while_it_is_scattered_is_cancelled_at_the_scheduler_too()
    {
        _client.Scatter(1, 1, "x");
        Plan([A]);
        var put = _client.Only<ClientEffect.PutData>();
        _client.Handle(new ClientEvent.KeysCancelled(_client.Now, ["x"], Force: false));
        _client.Put(put.Request, A, "x");
        Assert.Equal(["x"], _client.Said<CancelKeys>().Keys);
        _client.Only<ClientEffect.CompleteScatter>();
    }

    [Fact]
    public void A_plan_for_another_number_of_values_fails_the_scatter()
    {
        _client.Scatter(1, 1, "x");
        Plan([A], [B]);
        _client.Only<ClientEffect.FailScatter>();
    }

    private void Plan(params PeerAddress[][] holders) =>
        _client.Hear(new ScatterPlan(_client.Said<PlanScatter>().Request, holders, null));
}
