using Weft.Serialization;

namespace Weft.Tasks;

public sealed partial class ClientMachine
{
    private readonly FetchQueue _fetches;
    private readonly Dictionary<long, ClientKey[]> _locates = [];
    private readonly List<ClientKey> _toLocate = [];
    private readonly Queue<(ClientKey Key, Instant Until)> _delayed = new();
    private readonly List<FetchItem> _lostItems = [];

    internal FetchQueue Fetches => _fetches;

    private void LocateValue(ClientKey key, string cause)
    {
        CheckException.Require(key.State == ClientKeyState.Finished);
        Move(key, ClientValueState.Locate, cause);
        key.LocateRequest = 0;
        _toLocate.Add(key);
    }

    private void AskWhereValuesLie()
    {
        _toLocate.RemoveAll(static key => key.Value != ClientValueState.Locate || key.LocateRequest != 0);
        if (_toLocate.Count == 0) return;
        foreach (var part in _toLocate.Chunk(MessageCut.ValuesMax)) AskWhereValuesLie(part);
        _toLocate.Clear();
    }

    private void AskWhereValuesLie(ClientKey[] keys)
    {
        var request = ++_lastRequest;
        var names = new List<string>(keys.Length);
        foreach (var key in keys)
        {
            // Listed twice, perhaps in two parts.
            if (key.LocateRequest != 0) continue;
            key.LocateRequest = request;
            names.Add(key.Key);
        }

        if (names.Count == 0) return;
        _locates.Add(request, keys);
        Tell(new ClientToScheduler.LocateKeys(request, names));
    }

    private void OnKeyLocations(SchedulerToClient.KeyLocations message)
    {
        if (!_locates.Remove(message.Request, out var asked)) return;
        for (var i = 0; i < message.Keys.Count; i++)
        {
            var found = message.Keys[i];
            if (!_keys.TryGetValue(found.Key, out var key) || !IsAsked(key, message.Request)) continue;
            key.Bytes = found.Bytes;
            key.ClearHolders();
            key.AddHolders(found.Holders, PeerAddress.None);
            FetchOrDelay(key, "located");
        }

        foreach (var key in asked)
        {
            if (IsAsked(key, message.Request)) Delay(key, "the scheduler said nothing of it");
        }
    }

    private static bool IsAsked(ClientKey key, long request) =>
        key.Value == ClientValueState.Locate && key.LocateRequest == request;

    private void FetchOrDelay(ClientKey key, string cause)
    {
        if (!_fetches.TryQueue(key)) Delay(key, cause);
        else if (key.Value != ClientValueState.Fetch) Move(key, ClientValueState.Fetch, cause);
    }

    private void Delay(ClientKey key, string cause)
    {
        key.LocateRequest = 0;
        if (key.State != ClientKeyState.Finished)
        {
            Move(key, ClientValueState.Waiting, cause);
            return;
        }

        Move(key, ClientValueState.Delayed, cause);
        key.DelayUntil = _now + _options.RetryDelayNanoseconds;
        _delayed.Enqueue((key, key.DelayUntil));
    }

    private void WakeValues()
    {
        while (_delayed.TryPeek(out var first))
        {
            var isDead = first.Key.Value != ClientValueState.Delayed || first.Key.DelayUntil != first.Until;
            if (!isDead && first.Until.CompareTo(_now) > 0) return;
            _delayed.Dequeue();
            if (!isDead) LocateValue(first.Key, "asked again");
        }
    }

    private Instant? NextDelayedValue()
    {
        foreach (var (key, until) in _delayed)
        {
            if (key.Value == ClientValueState.Delayed && key.DelayUntil == until) return until;
        }

        return null;
    }

    private void StartFetches()
    {
        while (_fetches.TryStart(out var flight))
        {
            var names = new string[flight.Items.Count];
            for (var i = 0; i < names.Length; i++)
            {
                names[i] = flight.Items[i].Key;
                Move((ClientKey)flight.Items[i], ClientValueState.Flight, "asked for");
            }

            _effects.Add(new ClientEffect.FetchData(flight.Request, flight.Peer.Address, names));
        }
    }

    private void OnDataArrived(ClientEvent.DataArrived e)
    {
        FetchFlight? flight = null;
        if (_fetches.Flights.TryGetValue(e.Request, out var known) && known.Peer.Address == e.From)
        {
            _fetches.TryEnd(e.Request, out flight);
        }

        TakeArrived(e.Arrived);
        for (var i = 0; i < e.Failed.Count; i++)
        {
            if (_keys.TryGetValue(e.Failed[i].Key, out var key)
                && key.Value == ClientValueState.Flight && !key.IsInFlight)
            {
                OnValueUndecodable(key, e.Failed[i].Error);
            }
        }

        if (flight is not null) OnAnswered(flight.Items, e.From, "the holder has it not");
    }

    private void TakeArrived(IReadOnlyList<string> arrived)
    {
        List<string>? dropped = null;
        for (var i = 0; i < arrived.Count; i++)
        {
            if (!_keys.TryGetValue(arrived[i], out var key) || !key.IsGathered
                || key.Value is ClientValueState.None or ClientValueState.Cancelled)
            {
                (dropped ??= []).Add(arrived[i]);
            }
            else if (key.Value != ClientValueState.Arrived)
            {
                if (key.IsQueued) _fetches.Withdraw(key);
                key.LocateRequest = 0;
                OnValueArrived(key);
            }
        }

        if (dropped is not null) _effects.Add(new ClientEffect.ForgetData(dropped));
    }

    // What a request did not bring: the scheduler learns that the holder has it not, and another is asked.
    private void OnAnswered(List<FetchItem> items, PeerAddress holder, string cause)
    {
        List<string>? missing = null;
        foreach (var item in items)
        {
            var key = (ClientKey)item;
            key.StrikeHolder(holder);
            if (key.Value == ClientValueState.Cancelled && !key.IsInFlight)
            {
                Move(key, ClientValueState.None, "answered");
            }
            else if (key.Value is ClientValueState.Flight or ClientValueState.Fetch)
            {
                (missing ??= []).Add(key.Key);
                FetchOrDelay(key, cause);
            }
        }

        if (missing is not null) Tell(new ClientToScheduler.ReportMissing(holder, missing));
    }

    private void OnFetchRefused(ClientEvent.FetchRefused e)
    {
        if (!_fetches.Flights.TryGetValue(e.Request, out var known) || known.Peer.Address != e.From) return;
        _fetches.TryPostpone(e.Request, _now, out var flight);
        foreach (var item in flight!.Items)
        {
            var key = (ClientKey)item;
            if (key.Value == ClientValueState.Cancelled) Move(key, ClientValueState.None, "answered");
            else if (key.Value == ClientValueState.Flight) FetchOrDelay(key, "the holder is busy");
        }
    }

    private void OnHolderLost(PeerAddress peer)
    {
        _lostItems.Clear();
        _fetches.Lose(peer, _lostItems);
        OnAnswered(_lostItems, peer, "the holder was lost");
        _lostItems.Clear();
    }

    private void Move(ClientKey key, ClientValueState to, string cause)
    {
        ClientStates.Values.Take(_journal, _now, key.Key, key.Value, to, cause);
        key.Value = to;
    }
}
