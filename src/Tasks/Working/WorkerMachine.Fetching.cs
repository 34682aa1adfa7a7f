using Weft.Serialization;

namespace Weft.Tasks;

public sealed partial class WorkerMachine
{
    private void StartFetches()
    {
        while (_fetches.TryStart(out var flight))
        {
            var names = new string[flight.Items.Count];
            for (var i = 0; i < names.Length; i++)
            {
                names[i] = flight.Items[i].Key;
                Move((WorkerData)flight.Items[i], WorkerDataState.Flight, "asked for");
            }

            _effects.Add(new WorkerEffect.FetchData(flight.Request, flight.Peer.Address, names));
        }
    }

    private void OnDataArrived(WorkerEvent.DataArrived e)
    {
        FetchFlight? flight = null;
        if (_fetches.Flights.TryGetValue(e.Request, out var known) && known.Peer.Address == e.From)
        {
            _fetches.TryEnd(e.Request, out flight);
        }

        TakeArrived(e.Arrived);
        for (var i = 0; i < e.Failed.Count; i++) OnUndecodable(e.Failed[i].Key, e.Failed[i].Error);
        if (flight is null) return;
        foreach (var item in flight.Items) OnAnswered((WorkerData)item, e.From, "the holder has it not");
    }

    private void TakeArrived(IReadOnlyList<HeldData> arrived)
    {
        List<HeldData>? taken = null;
        List<string>? dropped = null;
        for (var i = 0; i < arrived.Count; i++)
        {
            var held = arrived[i];
            if (!_data.TryGetValue(held.Key, out var data) || data.State == WorkerDataState.Cancelled)
            {
                (dropped ??= []).Add(held.Key);
            }
            else if (data.State != WorkerDataState.Memory)
            {
                (taken ??= []).Add(held);
            }
        }

        if (dropped is not null) _effects.Add(new WorkerEffect.ForgetData(dropped));
        if (taken is null) return;
        Tell(new WorkerToScheduler.ReplicasHeld(taken));
        foreach (var held in taken) StoreData(held, null, "arrived");
    }

    // Only a value of the request that has just ended stands in flight without a request.
    private void OnUndecodable(string key, ErrorDetail error)
    {
        if (!_data.TryGetValue(key, out var data) || data.State != WorkerDataState.Flight || data.IsInFlight) return;
        Move(data, WorkerDataState.Error, "could not be decoded");
        foreach (var task in WaitersInOrder(data))
        {
            Tell(new WorkerToScheduler.TaskErred(task.Key, task.Run, error, MayRetry: false));
            EndRun(task, "a value it needs could not be decoded");
        }

        Move(data, WorkerDataState.Forgotten, "the tasks that need it have erred");
    }

    // What a request did not bring: the holder is struck and another is asked, or nobody cares any more.
    private void OnAnswered(WorkerData data, PeerAddress holder, string cause)
    {
        if (data.State == WorkerDataState.Memory) return;
        data.StrikeHolder(holder);
        if (data.State == WorkerDataState.Cancelled) Move(data, WorkerDataState.Forgotten, "answered");
        else if (data.State is WorkerDataState.Flight or WorkerDataState.Fetch) FetchOrGiveUp(data, cause);
    }

    private void OnFetchRefused(WorkerEvent.FetchRefused e)
    {
        if (!_fetches.Flights.TryGetValue(e.Request, out var known) || known.Peer.Address != e.From) return;
        _fetches.TryPostpone(e.Request, _now, out var flight);
        foreach (var item in flight!.Items)
        {
            var data = (WorkerData)item;
            if (data.State == WorkerDataState.Cancelled) Move(data, WorkerDataState.Forgotten, "answered");
            else if (data.State == WorkerDataState.Flight) FetchOrGiveUp(data, "the holder is busy");
        }
    }

    private void OnHolderLost(PeerAddress peer)
    {
        _lostItems.Clear();
        _fetches.Lose(peer, _lostItems);
        foreach (var item in _lostItems) OnAnswered((WorkerData)item, peer, "the holder was lost");
        _lostItems.Clear();
    }
}
