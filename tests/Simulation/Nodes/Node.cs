using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>One simulated process: a machine, the shell around it, and a clock of its own.</summary>
internal abstract class Node(World world, PeerAddress address, int traceNumber, long clockOffset)
{
    private const long TickNanoseconds = 200_000_000;

    /// <summary>Where it can be reached.</summary>
    public PeerAddress Address { get; } = address;

    /// <summary>Its number in the trace.</summary>
    public int TraceNumber { get; } = traceNumber;

    /// <summary>False once it was killed, has stopped or has left.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Whether this is the scheduler: whoever loses it never connects again.</summary>
    public virtual bool IsHub => false;

    /// <summary>The world it lives in.</summary>
    protected World World { get; } = world;

    /// <summary>The moment on its own clock, which has nothing to do with that of others.</summary>
    protected Instant Now => new(World.Agenda.Now + clockOffset);

    /// <summary>A message has arrived.</summary>
    public abstract void Receive(PeerAddress from, Message message);

    /// <summary>A peer is gone.</summary>
    public abstract void OnPeerLost(PeerAddress peer, string reason);

    /// <summary>The story of a key as the machine's journal tells it.</summary>
    public abstract string Story(string key);

    /// <summary>Ends it: at once, or so that what it has sent still arrives.</summary>
    public void End(bool keepOrder)
    {
        if (!IsAlive) return;
        World.Narrator?.Say(this, keepOrder ? "ends" : "is killed");
        IsAlive = false;
        OnEnd();
        World.Network.Disconnect(this, keepOrder);
    }

    /// <summary>Begins its ticks.</summary>
    protected void StartTicking() => World.Agenda.InBackgroundAfter(TickNanoseconds, Tick);

    /// <summary>Time went by.</summary>
    protected abstract void OnTick();

    /// <summary>It has just ended.</summary>
    protected virtual void OnEnd()
    {
    }

    private void Tick()
    {
        if (!IsAlive) return;
        OnTick();
        StartTicking();
    }
}
