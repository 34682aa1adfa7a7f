using Weft.Serialization;

namespace Weft.Tasks;

public sealed partial class ClientMachine
{
    private readonly Dictionary<string, ClientKey> _keys = new(StringComparer.Ordinal);

    // The scheduler answers the cancellation of a wanted key with one KeysCancelled. The answer must not cancel the key
    // again where it was submitted anew in between, so it is awaited by name even after the key is forgotten.
    private readonly Dictionary<string, int> _cancelAnswersDue = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, ClientKey> Keys => _keys;

    private void OnTasksSubmitted(ClientEvent.TasksSubmitted e)
    {
        var unknown = new List<TaskDefinition>(e.Tasks.Count);
        for (var i = 0; i < e.Tasks.Count; i++)
        {
            var task = e.Tasks[i];
            if (!_keys.TryGetValue(task.Key, out var key))
            {
                key = new ClientKey(task.Key);
                Move(key, ClientKeyState.Pending, "submitted");
                unknown.Add(task);
            }
            else if (key.State is ClientKeyState.Cancelled or ClientKeyState.Lost)
            {
                // The scheduler has forgotten it: to submit it again is to want it anew.
                Become(key, ClientKeyState.Pending, null, "submitted again");
                unknown.Add(task);
            }
            else if (key.State != ClientKeyState.Pending)
            {
                _effects.Add(new ClientEffect.SetFutureState(key.Key, FutureStateOf(key.State), key.Error));
            }

            key.Futures++;
            key.IsTold |= unknown.Count > 0 && ReferenceEquals(unknown[^1], task);
        }

        if (unknown.Count > 0) Tell(new ClientToScheduler.SubmitTasks(unknown));
    }

    private void OnFuturesReleased(ClientEvent.FuturesReleased e)
    {
        for (var i = 0; i < e.Keys.Count; i++)
        {
            if (!_keys.TryGetValue(e.Keys[i], out var key) || key.Futures == 0) continue;
            key.Futures--;
            ReleaseUnheld(key);
        }
    }

    private void OnCancelRequested(ClientEvent.KeysCancelled e)
    {
        var told = new List<string>(e.Keys.Count);
        for (var i = 0; i < e.Keys.Count; i++)
        {
            if (!_keys.TryGetValue(e.Keys[i], out var key)) continue;
            if (key.State is not (ClientKeyState.Pending or ClientKeyState.Finished)) continue;
            if (key.IsTold)
            {
                told.Add(key.Key);
                AwaitCancelAnswer(key.Key);
            }

            Become(key, ClientKeyState.Cancelled, ClientErrors.Cancelled(key.Key, "by this client"), "cancelled here");
            Confirm(key);
        }

        if (told.Count > 0) Tell(new ClientToScheduler.CancelKeys(told, e.Force));
    }

    private void OnRetryRequested(ClientEvent.RetryRequested e)
    {
        var erred = new List<string>(e.Keys.Count);
        for (var i = 0; i < e.Keys.Count; i++)
        {
            if (!_keys.TryGetValue(e.Keys[i], out var key) || key.State != ClientKeyState.Erred) continue;
            Become(key, ClientKeyState.Pending, null, "retried");
            erred.Add(key.Key);
        }

        if (erred.Count > 0) Tell(new ClientToScheduler.RetryKeys(erred));
    }

    private void OnKeyInMemory(SchedulerToClient.KeyInMemory message)
    {
        if (!_keys.TryGetValue(message.Data.Key, out var key)) return;
        if (key.State is not (ClientKeyState.Finished or ClientKeyState.Cancelled))
        {
            Become(key, ClientKeyState.Finished, null, "the scheduler says it is in memory");
        }

        if (key.State == ClientKeyState.Finished && key.Value is ClientValueState.Waiting or ClientValueState.Delayed)
        {
            LocateValue(key, "in memory again");
        }

        Confirm(key);
    }

    // What the user has cancelled stays cancelled, whatever was on its way.
    private void OnKeyFailed(string name, ClientKeyState state, ErrorDetail error, string cause)
    {
        if (!_keys.TryGetValue(name, out var key)) return;
        if (key.State != state && key.State != ClientKeyState.Cancelled) Become(key, state, error, cause);
        if (_keys.ContainsKey(name)) Confirm(key);
    }

    private void OnKeysCancelled(SchedulerToClient.KeysCancelled message)
    {
        for (var i = 0; i < message.Keys.Count; i++)
        {
            if (IsCancelAnswer(message.Keys[i])) continue;
            var error = ClientErrors.Cancelled(message.Keys[i], message.Reason);
            OnKeyFailed(message.Keys[i], ClientKeyState.Cancelled, error, "the scheduler says it is cancelled");
        }
    }

    private void AwaitCancelAnswer(string key) =>
        _cancelAnswersDue[key] = _cancelAnswersDue.GetValueOrDefault(key) + 1;

    private bool IsCancelAnswer(string key)
    {
        if (!_cancelAnswersDue.TryGetValue(key, out var due)) return false;
        if (due > 1) _cancelAnswersDue[key] = due - 1;
        else _cancelAnswersDue.Remove(key);
        return true;
    }

    private void OnKeyReleased(SchedulerToClient.KeyReleased message)
    {
        if (!_keys.TryGetValue(message.Key, out var key)) return;
        if (key.State is ClientKeyState.Pending or ClientKeyState.Cancelled) return;
        Become(key, ClientKeyState.Pending, null, "computed again");
        if (key.Value == ClientValueState.Fetch) _fetches.Withdraw(key);
        if (key.Value is ClientValueState.Fetch or ClientValueState.Delayed)
        {
            Move(key, ClientValueState.Waiting, "computed again");
        }
    }

    // A step of a key that its futures and gathers must know of.
    private void Become(ClientKey key, ClientKeyState state, ErrorDetail? error, string cause)
    {
        var wasFinished = key.State == ClientKeyState.Finished;
        Move(key, state, cause);
        key.Error = error;
        if (key.Futures > 0) _effects.Add(new ClientEffect.SetFutureState(key.Key, FutureStateOf(state), error));
        if (!key.IsGathered) return;
        if (state == ClientKeyState.Finished) OnGatheredFinished(key);
        else if (state == ClientKeyState.Pending) OnGatheredPending(key, wasFinished);
        else FailGathersOf(key, error!);
    }

    private void ReleaseUnheld(ClientKey key)
    {
        if (key.IsHeld || key.State == ClientKeyState.Forgotten) return;
        Move(key, ClientKeyState.Forgotten, "released");
        if (key.IsTold) _releases.Add(key.Key);
    }

    private void TellReleases()
    {
        if (_releases.Count == 0) return;
        Tell(new ClientToScheduler.ReleaseKeys(_releases.ToArray()));
        _releases.Clear();
    }

    private void OnCloseRequested()
    {
        foreach (var key in _keys.Values)
        {
            if (key.IsTold) _releases.Add(key.Key);
        }

        TellReleases();
        Close(ClientErrors.Closed(), FutureState.Cancelled);
    }

    private void Close(ErrorDetail error, FutureState state)
    {
        foreach (var scatter in _scatters.Values) _effects.Add(new ClientEffect.FailScatter(scatter.Request, error));
        foreach (var gather in _gathers.Values)
        {
            _effects.Add(new ClientEffect.FailGather(gather.Request, FirstMissing(gather).Key, state, error));
        }

        foreach (var key in _keys.Values)
        {
            if (key.State != ClientKeyState.Pending) continue;
            Move(key, state == FutureState.Lost ? ClientKeyState.Lost : ClientKeyState.Cancelled, "closed");
            key.Error = error;
            if (key.Futures > 0) _effects.Add(new ClientEffect.SetFutureState(key.Key, state, error));
        }

        foreach (var asked in _workerQuestions.Values) _effects.Add(new ClientEffect.ReportWorkers(asked, []));
        foreach (var asked in _statusQuestions.Values) _effects.Add(new ClientEffect.ReportStatus(asked, null));
        foreach (var asked in _locationQuestions.Values) _effects.Add(new ClientEffect.ReportLocations(asked, []));
        _scatters.Clear();
        _gathers.Clear();
        _workerQuestions.Clear();
        _statusQuestions.Clear();
        _locationQuestions.Clear();
        _closeError = error;
        _closeState = state;
        _effects.Add(new ClientEffect.Close(error.Text));
    }

    // The client is closed: what the user still asks for fails at once, and nothing else matters.
    private void Refuse(ClientEvent happened)
    {
        switch (happened)
        {
            case ClientEvent.TasksSubmitted e:
                foreach (var task in e.Tasks)
                {
                    _effects.Add(new ClientEffect.SetFutureState(task.Key, _closeState, _closeError));
                }

                break;
            case ClientEvent.GatherRequested { Keys.Count: 0 } e:
                _effects.Add(new ClientEffect.CompleteGather(e.Request));
                break;
            case ClientEvent.GatherRequested e:
                _effects.Add(new ClientEffect.FailGather(e.Request, e.Keys[0], _closeState, _closeError!));
                break;
            case ClientEvent.ScatterRequested e:
                _effects.Add(new ClientEffect.FailScatter(e.Request, _closeError!));
                break;
            case ClientEvent.WorkersRequested e:
                _effects.Add(new ClientEffect.ReportWorkers(e.Request, []));
                break;
        }
    }

    private void Move(ClientKey key, ClientKeyState to, string cause)
    {
        var from = key.State;
        ClientStates.Keys.Take(_journal, _now, key.Key, from, to, cause);
        key.State = to;
        if (from == ClientKeyState.Forgotten) _keys.Add(key.Key, key);
        else if (to == ClientKeyState.Forgotten) _keys.Remove(key.Key);
    }

    private static FutureState FutureStateOf(ClientKeyState state) => state switch
    {
        ClientKeyState.Pending => FutureState.Pending,
        ClientKeyState.Finished => FutureState.Finished,
        ClientKeyState.Erred => FutureState.Erred,
        ClientKeyState.Cancelled => FutureState.Cancelled,
        ClientKeyState.Lost => FutureState.Lost,
        _ => throw new CheckException($"a key in state {state} has no future"),
    };
}
