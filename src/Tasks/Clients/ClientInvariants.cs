using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// What must hold of a client machine between any two events. Every index and count is derived again from the records;
/// costs a pass over everything, so it is for tests and simulation.
/// </summary>
public static class ClientInvariants
{
    /// <summary>Throws <see cref="CheckException"/> with the key's story where something does not hold.</summary>
    public static void Check(ClientMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine.IsClosed) return;
        foreach (var (name, key) in machine.Keys) CheckKey(machine, name, key);
        foreach (var gather in machine.Gathers.Values) CheckGather(machine, gather);
        foreach (var scatter in machine.Scatters.Values) CheckScatter(machine, scatter);
        foreach (var put in machine.Puts.Values)
        {
            var isKnown = machine.Scatters.ContainsKey(put.Scatter.Request);
            CheckException.Require(isKnown, $"a put to {put.Peer} has its scatter");
        }

        FetchInvariants.Check(machine.Fetches, key => machine.Story(key));
    }

    private static void CheckKey(ClientMachine machine, string name, ClientKey key)
    {
        Require(machine, name, key.Key == name && key.State != ClientKeyState.Forgotten, "a forgotten key is gone");
        Require(machine, name, key.IsHeld, "a key that nothing holds is released");
        Require(machine, name, key.Futures >= 0, "futures are counted");
        var isFailed = key.State is ClientKeyState.Erred or ClientKeyState.Cancelled or ClientKeyState.Lost;
        Require(machine, name, isFailed == key.Error is not null, "a failed key says why, no other does");
        var isUnwanted = key.Value is ClientValueState.None or ClientValueState.Cancelled;
        Require(machine, name, key.IsGathered || isUnwanted, "no value is fetched that no gather names");
        Require(machine, name, key.IsQueued == (key.Value == ClientValueState.Fetch), "a value to fetch is queued");
        switch (key.Value)
        {
            case ClientValueState.Flight or ClientValueState.Cancelled:
                Require(machine, name, key.IsInFlight, "a value in flight was asked for");
                break;
            case ClientValueState.Locate:
                Require(machine, name, key.LocateRequest != 0, "the scheduler was asked where it lies");
                break;
            case ClientValueState.Delayed:
                Require(machine, name, key.State == ClientKeyState.Finished, "only a finished key is asked for again");
                Require(machine, name, machine.WakesAt is not null, "a delayed value has its time");
                break;
            case ClientValueState.Waiting:
                Require(machine, name, key.State == ClientKeyState.Pending, "who waits for a word has not got it");
                break;
            case ClientValueState.None:
                Require(machine, name, !key.IsInFlight, "a value that is not wanted is not in flight");
                break;
        }

        foreach (var gather in key.Gathers ?? [])
        {
            var isKnown = machine.Gathers.TryGetValue(gather.Request, out var known) && known == gather;
            Require(machine, name, isKnown && gather.Keys.Contains(key), "its gathers have not ended and name it");
        }

        foreach (var scatter in key.Scatters ?? [])
        {
            var isKnown = machine.Scatters.TryGetValue(scatter.Request, out var known) && known == scatter;
            Require(machine, name, isKnown && scatter.ItemsByKey.ContainsKey(name), "its scatters have not ended");
        }
    }

    private static void CheckGather(ClientMachine machine, ClientGather gather)
    {
        var (pending, missing) = (0, 0);
        foreach (var key in gather.Keys)
        {
            var isKnown = machine.Keys.TryGetValue(key.Key, out var known) && known == key;
            Require(machine, key.Key, isKnown && key.Gathers!.Contains(gather), "a gathered key is held by its gather");
            if (key.State != ClientKeyState.Finished) pending++;
            if (key.Value != ClientValueState.Arrived) missing++;
            if (!gather.IsFetching || key.Value == ClientValueState.Arrived) continue;
            var isMoving = key.Value is not (ClientValueState.None or ClientValueState.Cancelled);
            Require(machine, key.Key, isMoving, "a value that a gather fetches is on its way");
        }

        CheckException.Require(
            gather.IsFetching
                ? missing == gather.MissingCount && missing > 0
                : pending == gather.PendingCount && pending > 0,
            $"gather {gather.Request} waits for {pending} keys and {missing} values");
    }

    private static void CheckScatter(ClientMachine machine, ClientScatter scatter)
    {
        var (puts, unconfirmed) = (0, 0);
        foreach (var put in machine.Puts.Values)
        {
            if (put.Scatter == scatter) puts++;
        }

        foreach (var item in scatter.Items)
        {
            if (!item.IsConfirmed) unconfirmed++;
            Require(machine, item.Key.Key, item.Holders.Count == 0 || item.Held is not null, "a holder told its bytes");
        }

        CheckException.Require(scatter.State != ClientScatterState.None, $"scatter {scatter.Request} has not ended");
        CheckException.Require(puts == scatter.PutCount, $"scatter {scatter.Request} has {puts} puts out");
        CheckException.Require(
            (scatter.State == ClientScatterState.Putting) == (puts > 0),
            $"scatter {scatter.Request} puts when it says");
        CheckException.Require(
            scatter.State != ClientScatterState.Registering || unconfirmed == scatter.UnconfirmedCount,
            $"scatter {scatter.Request} waits for {unconfirmed} words of the scheduler");
    }

    private static void Require(ClientMachine machine, string key, bool condition, string law)
    {
        if (condition) return;
        throw new CheckException($"client, '{key}': {law}\n{machine.Story(key)}");
    }
}
