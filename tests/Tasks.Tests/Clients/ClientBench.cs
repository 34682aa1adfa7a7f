using Weft.Serialization;

namespace Weft.Tasks.Tests.Clients;

/// <summary>Drives a client machine: says what happens, checks the invariants, keeps the last effects.</summary>
internal sealed class ClientBench
{
    public static readonly PeerAddress Scheduler = new("s/scheduler");
    public static readonly PeerAddress A = new("w/a");
    public static readonly PeerAddress B = new("w/b");
    public static readonly ErrorDetail Error = new("E", "text", "stack");
    private static readonly Serialized Spec = new(new Payload(Header.Empty));

    public ClientBench(bool isOpen = true)
    {
        if (isOpen) Handle(new ClientEvent.SchedulerAppeared(Now));
    }

    public ClientMachine Machine { get; } = new("client", Scheduler, new ClientMachineOptions());

    public Instant Now { get; private set; }

    public List<ClientEffect> Effects { get; } = [];

    public void Pass(long milliseconds)
    {
        Now += milliseconds * 1_000_000;
        Handle(new ClientEvent.TimePassed(Now));
    }

    public void Handle(ClientEvent happened)
    {
        Effects.Clear();
        Machine.Handle(happened, Effects);
        ClientInvariants.Check(Machine);
    }

    public void Hear(SchedulerToClient message) => Handle(new ClientEvent.SchedulerMessageReceived(Now, message));

    public void Submit(params string[] keys) =>
        Handle(new ClientEvent.TasksSubmitted(Now, Array.ConvertAll(keys, key => new TaskDefinition(key, Spec, []))));

    public void Finish(params string[] keys)
    {
        foreach (var key in keys) Hear(new SchedulerToClient.KeyInMemory(new HeldData(key, "t", 10)));
    }

    public void Release(params string[] keys) => Handle(new ClientEvent.FuturesReleased(Now, keys));

    public void Gather(long request, params string[] keys) =>
        Handle(new ClientEvent.GatherRequested(Now, request, keys));

    public void Scatter(long request, int replicas, params string[] keys) =>
        Handle(new ClientEvent.ScatterRequested(Now, request, keys, replicas, null));

    public void Locate(params (string Key, PeerAddress[] Holders)[] found) =>
        Hear(new SchedulerToClient.KeyLocations(
            Said<ClientToScheduler.LocateKeys>().Request,
            Array.ConvertAll(found, item => new KeyHolders(item.Key, 10, item.Holders))));

    public void Arrived(long request, PeerAddress from, params string[] keys) => Answer(request, from, keys, []);

    public void Answer(long request, PeerAddress from, string[] arrived, string[] missing, params string[] failed) =>
        Handle(new ClientEvent.DataArrived(
            Now, request, from, arrived, missing, Array.ConvertAll(failed, key => (key, Error))));

    public void Put(long request, PeerAddress from, params string[] held) =>
        Handle(new ClientEvent.DataPut(
            Now, request, from, Array.ConvertAll(held, key => new HeldData(key, "t", 10)), null));

    public void Refuse(long request, PeerAddress from) =>
        Handle(new ClientEvent.DataPut(Now, request, from, [], Error));

    public void Lose(PeerAddress peer) => Handle(new ClientEvent.PeerLost(Now, peer, "gone"));

    public T Only<T>()
        where T : ClientEffect => Assert.Single(Effects.OfType<T>());

    public T Said<T>()
        where T : ClientToScheduler =>
        Assert.Single(Effects.OfType<ClientEffect.SendToScheduler>().Select(e => e.Message).OfType<T>());

    public FutureState Became(string key) =>
        Assert.Single(Effects.OfType<ClientEffect.SetFutureState>(), e => e.Key == key).State;
}
