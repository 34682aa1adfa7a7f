namespace Weft.Tasks;

/// <summary>The three transition tables of a client: its keys, the values it gathers, its scatters.</summary>
public static class ClientStates
{
    /// <summary>The law of keys.</summary>
    public static StateTable<ClientKeyState> Keys { get; } = new(
        "key of a client",
        new(ClientKeyState.Forgotten, ClientKeyState.Pending, "submitted or scattered"),
        new(ClientKeyState.Pending, ClientKeyState.Finished, "the scheduler says it is in memory"),
        new(ClientKeyState.Pending, ClientKeyState.Erred, "the scheduler says it failed"),
        new(ClientKeyState.Pending, ClientKeyState.Cancelled,
            "cancelled here or by force elsewhere, or the client is closed"),
        new(ClientKeyState.Pending, ClientKeyState.Lost, "it cannot be computed, its scatter failed, no scheduler"),
        new(ClientKeyState.Pending, ClientKeyState.Forgotten, "released"),
        new(ClientKeyState.Finished, ClientKeyState.Pending, "its copies died; it is computed again"),
        new(ClientKeyState.Finished, ClientKeyState.Erred, "it failed when it was computed again"),
        new(ClientKeyState.Finished, ClientKeyState.Cancelled, "cancelled here or by force elsewhere"),
        new(ClientKeyState.Finished, ClientKeyState.Lost, "its copies died and it cannot be computed again"),
        new(ClientKeyState.Finished, ClientKeyState.Forgotten, "released"),
        new(ClientKeyState.Erred, ClientKeyState.Pending, "retried, computed again for another client, or scattered"),
        new(ClientKeyState.Erred, ClientKeyState.Finished, "another client's retry succeeded"),
        new(ClientKeyState.Erred, ClientKeyState.Cancelled, "cancelled by force elsewhere"),
        new(ClientKeyState.Erred, ClientKeyState.Lost, "a value it needs was lost"),
        new(ClientKeyState.Erred, ClientKeyState.Forgotten, "released"),
        new(ClientKeyState.Cancelled, ClientKeyState.Pending, "submitted or scattered again"),
        new(ClientKeyState.Cancelled, ClientKeyState.Forgotten, "released"),
        new(ClientKeyState.Lost, ClientKeyState.Pending, "submitted or scattered again, or computed again"),
        new(ClientKeyState.Lost, ClientKeyState.Finished, "another client brought it back"),
        new(ClientKeyState.Lost, ClientKeyState.Erred, "it was tried again for another client and failed"),
        new(ClientKeyState.Lost, ClientKeyState.Cancelled, "cancelled by force elsewhere"),
        new(ClientKeyState.Lost, ClientKeyState.Forgotten, "released"));

    /// <summary>The law of gathered values.</summary>
    public static StateTable<ClientValueState> Values { get; } = new(
        "gathered value",
        new(ClientValueState.None, ClientValueState.Locate, "all keys of a gather are finished"),
        new(ClientValueState.Waiting, ClientValueState.Locate, "it is in memory again"),
        new(ClientValueState.Waiting, ClientValueState.Arrived, "a late answer brought it"),
        new(ClientValueState.Waiting, ClientValueState.None, "no gather wants it any more"),
        new(ClientValueState.Locate, ClientValueState.Fetch, "the scheduler named a holder"),
        new(ClientValueState.Locate, ClientValueState.Delayed, "the scheduler named no holder"),
        new(ClientValueState.Locate, ClientValueState.Waiting, "it is being computed again"),
        new(ClientValueState.Locate, ClientValueState.Arrived, "a late answer brought it"),
        new(ClientValueState.Locate, ClientValueState.None, "no gather wants it any more"),
        new(ClientValueState.Fetch, ClientValueState.Flight, "its holder is asked"),
        new(ClientValueState.Fetch, ClientValueState.Waiting, "it is being computed again"),
        new(ClientValueState.Fetch, ClientValueState.Delayed, "its last holder was lost"),
        new(ClientValueState.Fetch, ClientValueState.Arrived, "a late answer brought it"),
        new(ClientValueState.Fetch, ClientValueState.None, "no gather wants it any more"),
        new(ClientValueState.Flight, ClientValueState.Arrived, "it arrived"),
        new(ClientValueState.Flight, ClientValueState.Fetch, "the holder was busy, lost or has it not"),
        new(ClientValueState.Flight, ClientValueState.Delayed, "no other holder is known"),
        new(ClientValueState.Flight, ClientValueState.Waiting, "no other holder is known; it is computed again"),
        new(ClientValueState.Flight, ClientValueState.None, "it could not be decoded here: its gathers fail"),
        new(ClientValueState.Flight, ClientValueState.Cancelled, "no gather wants it any more"),
        new(ClientValueState.Cancelled, ClientValueState.Flight, "a gather wants it before the answer came"),
        new(ClientValueState.Cancelled, ClientValueState.None, "the answer came: what arrived is dropped"),
        new(ClientValueState.Delayed, ClientValueState.Locate, "the pause is over, or it is in memory again"),
        new(ClientValueState.Delayed, ClientValueState.Waiting, "it is being computed again"),
        new(ClientValueState.Delayed, ClientValueState.Arrived, "a late answer brought it"),
        new(ClientValueState.Delayed, ClientValueState.None, "no gather wants it any more"),
        new(ClientValueState.Arrived, ClientValueState.None, "its last gather has ended: the shell drops it"),
        new(ClientValueState.Arrived, ClientValueState.Cancelled,
            "as before, while an earlier request for it is still out"));

    /// <summary>The law of scatters.</summary>
    public static StateTable<ClientScatterState> Scatters { get; } = new(
        "scatter",
        new(ClientScatterState.None, ClientScatterState.Planning, "requested"),
        new(ClientScatterState.Planning, ClientScatterState.Putting, "the scheduler named workers"),
        new(ClientScatterState.Planning, ClientScatterState.Delayed, "the workers named are lost or have refused"),
        new(ClientScatterState.Planning, ClientScatterState.None, "no worker can take the values: it fails"),
        new(ClientScatterState.Putting, ClientScatterState.Putting, "what no worker took is put on a survivor"),
        new(ClientScatterState.Putting, ClientScatterState.Delayed, "no survivor is known"),
        new(ClientScatterState.Putting, ClientScatterState.Registering, "each value has a holder"),
        new(ClientScatterState.Putting, ClientScatterState.None, "too many attempts: it fails"),
        new(ClientScatterState.Delayed, ClientScatterState.Planning, "the pause is over"),
        new(ClientScatterState.Delayed, ClientScatterState.None, "it fails with the scheduler or the client"),
        new(ClientScatterState.Registering, ClientScatterState.None, "the scheduler has spoken on each key"));
}
