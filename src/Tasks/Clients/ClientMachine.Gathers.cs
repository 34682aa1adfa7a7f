namespace Weft.Tasks;

public sealed partial class ClientMachine
{
    private readonly Dictionary<long, ClientGather> _gathers = [];

    internal IReadOnlyDictionary<long, ClientGather> Gathers => _gathers;

    private void OnGatherRequested(ClientEvent.GatherRequested e)
    {
        for (var i = 0; i < e.Keys.Count; i++)
        {
            var name = e.Keys[i];
            if (!_keys.TryGetValue(name, out var known))
            {
                var error = ClientErrors.Cancelled(name, "no future of this client holds it");
                _effects.Add(new ClientEffect.FailGather(e.Request, name, FutureState.Cancelled, error));
                return;
            }

            if (known.State is ClientKeyState.Pending or ClientKeyState.Finished) continue;
            _effects.Add(new ClientEffect.FailGather(e.Request, name, FutureStateOf(known.State), known.Error!));
            return;
        }

        var gather = new ClientGather(e.Request);
        for (var i = 0; i < e.Keys.Count; i++)
        {
            var key = _keys[e.Keys[i]];
            key.Gathers ??= [];
            if (key.Gathers.Count > 0 && key.Gathers[^1] == gather) continue;
            key.Gathers.Add(gather);
            gather.Keys.Add(key);
            if (key.State == ClientKeyState.Pending) gather.PendingCount++;
        }

        _gathers.Add(e.Request, gather);
        if (gather.PendingCount == 0) BeginFetching(gather);
    }

    private void BeginFetching(ClientGather gather)
    {
        gather.IsFetching = true;
        foreach (var key in gather.Keys)
        {
            if (key.Value == ClientValueState.Arrived) continue;
            gather.MissingCount++;
            if (key.Value == ClientValueState.None) LocateValue(key, "gathered");
            else if (key.Value == ClientValueState.Cancelled) Move(key, ClientValueState.Flight, "gathered again");
        }

        if (gather.MissingCount == 0) Complete(gather);
    }

    private void OnGatheredFinished(ClientKey key)
    {
        foreach (var gather in key.Gathers!.ToArray())
        {
            if (!gather.IsFetching && --gather.PendingCount == 0) BeginFetching(gather);
        }
    }

    private static void OnGatheredPending(ClientKey key, bool wasFinished)
    {
        if (!wasFinished) return;
        foreach (var gather in key.Gathers!)
        {
            if (!gather.IsFetching) gather.PendingCount++;
        }
    }

    // A gather that has the value already may go on; every other one of the key fails.
    private void FailGathersOf(ClientKey key, ErrorDetail error)
    {
        var state = FutureStateOf(key.State);
        foreach (var gather in key.Gathers!.ToArray())
        {
            if (gather.IsFetching && key.Value == ClientValueState.Arrived) continue;
            Fail(gather, key.Key, state, error);
        }
    }

    private void OnValueArrived(ClientKey key)
    {
        Move(key, ClientValueState.Arrived, "arrived");
        foreach (var gather in key.Gathers!.ToArray())
        {
            if (gather.IsFetching && --gather.MissingCount == 0) Complete(gather);
        }
    }

    private void OnValueUndecodable(ClientKey key, ErrorDetail error)
    {
        Move(key, ClientValueState.None, "could not be decoded");
        foreach (var gather in key.Gathers!.ToArray()) Fail(gather, key.Key, FutureState.Erred, error);
    }

    private void Complete(ClientGather gather)
    {
        _effects.Add(new ClientEffect.CompleteGather(gather.Request));
        End(gather);
    }

    private void Fail(ClientGather gather, string key, FutureState state, ErrorDetail error)
    {
        _effects.Add(new ClientEffect.FailGather(gather.Request, key, state, error));
        End(gather);
    }

    private void End(ClientGather gather)
    {
        _gathers.Remove(gather.Request);
        List<string>? dropped = null;
        foreach (var key in gather.Keys)
        {
            key.Gathers!.Remove(gather);
            if (key.IsGathered) continue;
            if (key.Value == ClientValueState.Arrived) (dropped ??= []).Add(key.Key);
            OnNoLongerGathered(key);
            ReleaseUnheld(key);
        }

        if (dropped is not null) _effects.Add(new ClientEffect.ForgetData(dropped));
    }

    private void OnNoLongerGathered(ClientKey key)
    {
        if (key.Value is ClientValueState.None or ClientValueState.Cancelled) return;
        if (key.IsQueued) _fetches.Withdraw(key);
        key.LocateRequest = 0;
        Move(key, key.IsInFlight ? ClientValueState.Cancelled : ClientValueState.None, "gathered no more");
    }

    private static ClientKey FirstMissing(ClientGather gather)
    {
        foreach (var key in gather.Keys)
        {
            if (key.Value != ClientValueState.Arrived) return key;
        }

        return gather.Keys[0];
    }
}
