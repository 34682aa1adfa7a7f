using static Weft.Tasks.ClientToScheduler;
using static Weft.Tasks.SchedulerToClient;
using static Weft.Tasks.Tests.Clients.ClientBench;

namespace Weft.Tasks.Tests.Clients;

public sealed class ClientKeysTests
{
    private readonly ClientBench _client = new();

    [Fact]
    public void What_is_told_before_the_scheduler_appears_follows_the_registration()
    {
        var client = new ClientBench(isOpen: false);
        client.Submit("x");
        Assert.Empty(client.Effects);
        client.Handle(new ClientEvent.SchedulerAppeared(client.Now));
        var said = client.Effects.OfType<ClientEffect.SendToScheduler>().Select(e => e.Message).ToArray();
        Assert.IsType<RegisterClient>(said[0]);
        Assert.IsType<SubmitTasks>(said[1]);
        client.Hear(new ClientRegistered("1"));
        Assert.Equal("1", client.Machine.SchedulerVersion);
    }

    [Fact]
    public void A_known_key_only_gets_another_future_and_is_released_with_the_last()
    {
        _client.Submit("x");
        Assert.Single(_client.Said<SubmitTasks>().Tasks);
        _client.Submit("x");
        Assert.Empty(_client.Effects);
        _client.Release("x");
        Assert.Empty(_client.Effects);
        _client.Release("x");
        Assert.Equal(["x"], _client.Said<ReleaseKeys>().Keys);
        Assert.Equal(0, _client.Machine.KeyCount);
    }

    [Fact]
    public void Releases_of_one_event_go_in_one_message()
    {
        _client.Submit("x", "y");
        _client.Release("x", "y");
        Assert.Equal(["x", "y"], _client.Said<ReleaseKeys>().Keys);
    }

    [Fact]
    public void A_late_future_of_a_finished_key_learns_its_state()
    {
        _client.Submit("x");
        _client.Finish("x");
        Assert.Equal(FutureState.Finished, _client.Became("x"));
        _client.Submit("x");
        Assert.Equal(FutureState.Finished, _client.Became("x"));
    }

    [Fact]
    public void The_scheduler_s_words_set_the_state_of_futures()
    {
        _client.Submit("a", "b", "c", "d");
        _client.Hear(new KeyErred("a", "root", Error));
        Assert.Equal(FutureState.Erred, _client.Became("a"));
        _client.Hear(new KeyLost("b", "died"));
        Assert.Equal(FutureState.Lost, _client.Became("b"));
        _client.Hear(new SchedulerToClient.KeysCancelled(["c"], "by force"));
        Assert.Equal(FutureState.Cancelled, _client.Became("c"));
        _client.Finish("d");
        _client.Hear(new KeyReleased("d"));
        Assert.Equal(FutureState.Pending, _client.Became("d"));
    }

    [Fact]
    public void A_cancelled_key_stays_cancelled_whatever_is_on_its_way()
    {
        _client.Submit("x");
        _client.Handle(new ClientEvent.KeysCancelled(_client.Now, ["x"], Force: false));
        Assert.Equal(FutureState.Cancelled, _client.Became("x"));
        Assert.Equal(["x"], _client.Said<CancelKeys>().Keys);
        _client.Finish("x");
        Assert.Empty(_client.Effects);
    }

    [Fact]
    public void The_answer_to_a_cancellation_does_not_cancel_a_key_that_was_submitted_anew()
    {
        _client.Submit("x");
        _client.Handle(new ClientEvent.KeysCancelled(_client.Now, ["x"], Force: false));
        _client.Release("x");
        _client.Submit("x");
        _client.Hear(new SchedulerToClient.KeysCancelled(["x"], "cancelled"));
        Assert.Empty(_client.Effects);
        _client.Finish("x");
        Assert.Equal(FutureState.Finished, _client.Became("x"));
        _client.Hear(new SchedulerToClient.KeysCancelled(["x"], "by force"));
        Assert.Equal(FutureState.Cancelled, _client.Became("x"));
    }

    [Fact]
    public void A_retry_makes_erred_keys_pending_and_no_others()
    {
        _client.Submit("x", "y");
        _client.Hear(new KeyErred("x", "x", Error));
        _client.Handle(new ClientEvent.RetryRequested(_client.Now, ["x", "y"]));
        Assert.Equal(["x"], _client.Said<RetryKeys>().Keys);
        Assert.Equal(FutureState.Pending, _client.Became("x"));
    }

    [Fact]
    public void Words_on_keys_that_nobody_holds_are_ignored()
    {
        _client.Finish("x");
        _client.Hear(new KeyErred("x", "x", Error));
        _client.Hear(new KeyReleased("x"));
        Assert.Empty(_client.Effects);
    }

    [Fact]
    public void The_question_for_the_workers_gets_its_answer()
    {
        _client.Handle(new ClientEvent.WorkersRequested(_client.Now, 77));
        var asked = _client.Said<ListWorkers>();
        _client.Hear(new WorkerList(asked.Request, [new WorkerSummary(A, "a", 2)]));
        Assert.Equal(77, _client.Only<ClientEffect.ReportWorkers>().Request);
        _client.Hear(new WorkerList(asked.Request, []));
        Assert.Empty(_client.Effects);
    }

    [Fact]
    public void The_question_where_values_lie_gets_its_answer_and_starts_no_fetch()
    {
        _client.Submit("x");
        _client.Finish("x");
        _client.Handle(new ClientEvent.LocationsRequested(_client.Now, 78, ["x"]));
        var asked = _client.Said<LocateKeys>();
        var held = new KeyHolders("x", 8, [A]);
        _client.Hear(new KeyLocations(asked.Request, [held]));
        Assert.Equal(new ClientEffect.ReportLocations(78, [held]).Keys, _client.Only<ClientEffect.ReportLocations>().Keys);
        _client.Hear(new KeyLocations(asked.Request, []));
        Assert.Empty(_client.Effects);
        _client.Handle(new ClientEvent.LocationsRequested(_client.Now, 79, ["x"]));
        _client.Lose(Scheduler);
        Assert.Empty(_client.Only<ClientEffect.ReportLocations>().Keys);
    }

    [Fact]
    public void The_loss_of_the_scheduler_fails_all_that_is_pending_and_then_closes()
    {
        _client.Submit("x", "y");
        _client.Finish("y");
        _client.Gather(1, "x", "y");
        _client.Scatter(2, 1, "z");
        _client.Handle(new ClientEvent.WorkersRequested(_client.Now, 3));
        _client.Lose(Scheduler);
        Assert.Equal(FutureState.Lost, _client.Became("x"));
        Assert.Contains("scheduler lost", _client.Only<ClientEffect.FailGather>().Error.Text, StringComparison.Ordinal);
        Assert.Equal(2, _client.Only<ClientEffect.FailScatter>().Request);
        Assert.Empty(_client.Only<ClientEffect.ReportWorkers>().Workers);
        Assert.IsType<ClientEffect.Close>(_client.Effects[^1]);
        _client.Submit("late");
        Assert.Equal(FutureState.Lost, _client.Became("late"));
        _client.Gather(4, "late");
        _client.Only<ClientEffect.FailGather>();
        _client.Scatter(5, 1, "late");
        _client.Only<ClientEffect.FailScatter>();
    }

    [Fact]
    public void A_refused_client_is_closed_like_one_without_scheduler()
    {
        _client.Submit("x");
        _client.Hear(new ClientRefused("full"));
        Assert.Equal(FutureState.Lost, _client.Became("x"));
        Assert.True(_client.Machine.IsClosed);
    }

    [Fact]
    public void Closing_releases_every_key_and_cancels_what_is_pending()
    {
        _client.Submit("x", "y");
        _client.Finish("y");
        _client.Handle(new ClientEvent.CloseRequested(_client.Now));
        Assert.Equal(["x", "y"], _client.Said<ReleaseKeys>().Keys);
        Assert.Equal(FutureState.Cancelled, _client.Became("x"));
        _client.Only<ClientEffect.Close>();
    }
}
