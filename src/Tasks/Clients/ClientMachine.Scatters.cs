using Weft.Serialization;

namespace Weft.Tasks;

public sealed partial class ClientMachine
{
    private readonly Dictionary<long, ClientScatter> _scatters = [];
    private readonly Dictionary<long, ClientScatter> _plans = [];
    private readonly Dictionary<long, ClientPut> _puts = [];

    internal IReadOnlyDictionary<long, ClientScatter> Scatters => _scatters;

    internal IReadOnlyDictionary<long, ClientPut> Puts => _puts;

    private void OnScatterRequested(ClientEvent.ScatterRequested e)
    {
        if (e.Keys.Count == 0)
        {
            _effects.Add(new ClientEffect.CompleteScatter(e.Request));
            return;
        }

        var scatter = new ClientScatter(e.Request, e.Replicas, e.Workers);
        for (var i = 0; i < e.Keys.Count; i++)
        {
            if (!_keys.TryGetValue(e.Keys[i], out var key))
            {
                key = new ClientKey(e.Keys[i]);
                Move(key, ClientKeyState.Pending, "scattered");
            }
            else if (key.State is ClientKeyState.Erred or ClientKeyState.Cancelled or ClientKeyState.Lost)
            {
                Become(key, ClientKeyState.Pending, null, "scattered");
            }

            key.Futures++;
            var item = new ClientScatterItem(key);
            if (!scatter.ItemsByKey.TryAdd(key.Key, item))
            {
                scatter.ItemsByKey[key.Key].Futures++;
                continue;
            }

            (key.Scatters ??= []).Add(scatter);
            scatter.Items.Add(item);
        }

        _scatters.Add(e.Request, scatter);
        AskForPlan(scatter, "requested");
    }

    private void AskForPlan(ClientScatter scatter, string cause)
    {
        Move(scatter, ClientScatterState.Planning, cause);
        CollectOpen(scatter);
        _plans.Add(++_lastRequest, scatter);
        Tell(new ClientToScheduler.PlanScatter(_lastRequest, scatter.Open.Count, scatter.Replicas, scatter.Workers));
    }

    private static void CollectOpen(ClientScatter scatter)
    {
        scatter.Open.Clear();
        foreach (var item in scatter.Items)
        {
            if (item.Holders.Count == 0) scatter.Open.Add(item);
        }
    }

    private void OnScatterPlan(SchedulerToClient.ScatterPlan message)
    {
        if (!_plans.Remove(message.Request, out var scatter)) return;
        if (message.Refusal is not null)
        {
            Fail(scatter, ClientErrors.NotTaken(message.Refusal));
            return;
        }

        if (message.Holders.Count != scatter.Open.Count)
        {
            var text = $"the plan is for {message.Holders.Count} values, asked for {scatter.Open.Count}";
            Fail(scatter, ClientErrors.NotTaken(text));
            return;
        }

        var targets = new List<IReadOnlyList<PeerAddress>>(message.Holders.Count);
        foreach (var planned in message.Holders)
        {
            var alive = new List<PeerAddress>(planned.Count);
            foreach (var worker in planned)
            {
                if (scatter.Failed.Contains(worker)) continue;
                alive.Add(worker);
                if (!scatter.Survivors.Contains(worker)) scatter.Survivors.Add(worker);
            }

            targets.Add(alive);
        }

        if (!TryPut(scatter, targets, "planned")) TryElsewhere(scatter);
    }

    // One request to each worker that shall take something, several where that is much; false where there is none.
    private bool TryPut(ClientScatter scatter, List<IReadOnlyList<PeerAddress>> targets, string cause)
    {
        var puts = new List<ClientPut>();
        var byWorker = new Dictionary<PeerAddress, ClientPut>();
        for (var i = 0; i < targets.Count; i++)
        {
            foreach (var worker in targets[i])
            {
                // A worker named twice for one value stands last in its request.
                var isKnown = byWorker.TryGetValue(worker, out var put);
                if (isKnown && put!.Items[^1] == scatter.Open[i]) continue;
                if (!isKnown || put!.Items.Count >= MessageCut.ValuesMax)
                {
                    byWorker[worker] = put = new ClientPut(scatter, worker, []);
                    puts.Add(put);
                }

                put.Items.Add(scatter.Open[i]);
            }
        }

        if (puts.Count == 0) return false;
        Move(scatter, ClientScatterState.Putting, cause);
        scatter.PutCount = puts.Count;
        foreach (var put in puts)
        {
            _puts.Add(++_lastRequest, put);
            var names = new string[put.Items.Count];
            for (var i = 0; i < names.Length; i++) names[i] = put.Items[i].Key.Key;
            _effects.Add(new ClientEffect.PutData(_lastRequest, put.Peer, names));
        }

        return true;
    }

    private void OnDataPut(ClientEvent.DataPut e)
    {
        if (!_puts.TryGetValue(e.Request, out var put) || put.Peer != e.From) return;
        _puts.Remove(e.Request);
        var scatter = put.Scatter;
        var taken = 0;
        for (var i = 0; i < e.Held.Count; i++)
        {
            if (!scatter.ItemsByKey.TryGetValue(e.Held[i].Key, out var item) || !put.Items.Contains(item)) continue;
            if (item.Holders.Contains(e.From)) continue;
            item.Held = e.Held[i];
            item.Holders.Add(e.From);
            taken++;
        }

        if (taken < put.Items.Count)
        {
            Strike(scatter, e.From, e.Refusal ?? ClientErrors.NotTaken($"{e.From} took {taken} of {put.Items.Count}"));
        }

        EndPut(scatter);
    }

    private void OnTakerLost(PeerAddress peer, string reason)
    {
        foreach (var scatter in _scatters.Values)
        {
            if (scatter.State == ClientScatterState.Registering) continue;
            if (scatter.Survivors.Contains(peer))
            {
                Strike(scatter, peer, ClientErrors.NotTaken($"{peer} was lost: {reason}"));
            }

            foreach (var item in scatter.Items) item.Holders.Remove(peer);
        }

        List<long>? lost = null;
        foreach (var (request, put) in _puts)
        {
            if (put.Peer == peer) (lost ??= []).Add(request);
        }

        foreach (var request in lost ?? [])
        {
            if (_puts.Remove(request, out var put)) EndPut(put.Scatter);
        }
    }

    private static void Strike(ClientScatter scatter, PeerAddress worker, ErrorDetail reason)
    {
        scatter.LastRefusal = reason;
        scatter.Failed.Add(worker);
        scatter.Survivors.Remove(worker);
    }

    private void EndPut(ClientScatter scatter)
    {
        if (--scatter.PutCount > 0) return;
        CollectOpen(scatter);
        if (scatter.Open.Count == 0) Register(scatter);
        else TryElsewhere(scatter);
    }

    private void TryElsewhere(ClientScatter scatter)
    {
        if (++scatter.Attempts >= _options.ScatterAttemptsMax)
        {
            Fail(scatter, scatter.LastRefusal ?? ClientErrors.NotTaken("the scheduler named no worker"));
            return;
        }

        var targets = new List<IReadOnlyList<PeerAddress>>(scatter.Open.Count);
        for (var i = 0; i < scatter.Open.Count && scatter.Survivors.Count > 0; i++)
        {
            targets.Add([scatter.Survivors[(i + scatter.Attempts) % scatter.Survivors.Count]]);
        }

        if (TryPut(scatter, targets, "put elsewhere")) return;
        Move(scatter, ClientScatterState.Delayed, "no survivor is known");
        scatter.DelayUntil = _now + _options.RetryDelayNanoseconds;
    }

    private void WakeScatters()
    {
        foreach (var scatter in _scatters.Values)
        {
            if (scatter.State != ClientScatterState.Delayed || scatter.DelayUntil.CompareTo(_now) > 0) continue;
            AskForPlan(scatter, "asked again");
        }
    }

    private Instant? NextDelayedScatter()
    {
        Instant? first = null;
        foreach (var scatter in _scatters.Values)
        {
            if (scatter.State == ClientScatterState.Delayed) first = Earlier(first, scatter.DelayUntil);
        }

        return first;
    }

    private void Register(ClientScatter scatter)
    {
        Move(scatter, ClientScatterState.Registering, "each value has a holder");
        TellHolders(scatter);
        List<string>? cancelled = null;
        foreach (var item in scatter.Items)
        {
            item.IsConfirmed = item.Key.State != ClientKeyState.Pending;
            if (!item.IsConfirmed) scatter.UnconfirmedCount++;
            if (item.Key.State != ClientKeyState.Cancelled) continue;
            (cancelled ??= []).Add(item.Key.Key);
            AwaitCancelAnswer(item.Key.Key);
        }

        if (cancelled is not null) Tell(new ClientToScheduler.CancelKeys(cancelled, Force: false));
        if (scatter.UnconfirmedCount == 0) Complete(scatter);
    }

    private void TellHolders(ClientScatter scatter)
    {
        var placed = new List<ScatteredData>(scatter.Items.Count);
        foreach (var item in scatter.Items)
        {
            if (item.Holders.Count == 0) continue;
            var holders = item.Holders.ToArray();
            Array.Sort(holders);
            placed.Add(new ScatteredData(item.Held!, holders));
            item.Key.IsTold = true;
        }

        if (placed.Count > 0) Tell(new ClientToScheduler.RegisterData(placed));
    }

    // The scheduler's word on a key, whatever it says, ends the wait of the scatters that registered it.
    private void Confirm(ClientKey key)
    {
        if (key.Scatters is not { Count: > 0 }) return;
        foreach (var scatter in key.Scatters.ToArray())
        {
            var item = scatter.ItemsByKey[key.Key];
            if (scatter.State != ClientScatterState.Registering || item.IsConfirmed) continue;
            item.IsConfirmed = true;
            if (--scatter.UnconfirmedCount == 0) Complete(scatter);
        }
    }

    private void Complete(ClientScatter scatter)
    {
        _effects.Add(new ClientEffect.CompleteScatter(scatter.Request));
        Move(scatter, ClientScatterState.None, "complete");
        _scatters.Remove(scatter.Request);
        foreach (var item in scatter.Items)
        {
            item.Key.Scatters!.Remove(scatter);
            ReleaseUnheld(item.Key);
        }
    }

    // What some workers took is registered and released at once, so that the scheduler frees it there.
    private void Fail(ClientScatter scatter, ErrorDetail error)
    {
        Move(scatter, ClientScatterState.None, "failed");
        _scatters.Remove(scatter.Request);
        TellHolders(scatter);
        _effects.Add(new ClientEffect.FailScatter(scatter.Request, error));
        foreach (var item in scatter.Items)
        {
            var key = item.Key;
            key.Scatters!.Remove(scatter);
            key.Futures -= Math.Min(key.Futures, item.Futures);
            var isOrphan = key.State == ClientKeyState.Pending && !key.IsTold && key.Scatters.Count == 0;
            if (isOrphan && key.IsHeld) Become(key, ClientKeyState.Lost, error, "its scatter failed");
            ReleaseUnheld(key);
        }
    }

    private void Move(ClientScatter scatter, ClientScatterState to, string cause)
    {
        ClientStates.Scatters.Take(_journal, _now, $"scatter {scatter.Request}", scatter.State, to, cause);
        scatter.State = to;
    }
}
