using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>One worker of a local cluster, as it was when it was asked for; a worker in its place is another.</summary>
public sealed class LocalWorker
{
    private readonly IRunningWorker _running;

    internal LocalWorker(string name, IRunningWorker running) => (Name, _running) = (name, running);

    /// <summary>Its readable name, kept by the worker that takes its place.</summary>
    public string Name { get; }

    /// <summary>Where peers reach it; never used again by another.</summary>
    public PeerAddress Address => _running.Address;

    /// <summary>The process it runs in; null where that is this one.</summary>
    public int? ProcessId => _running.ProcessId;

    /// <summary>
    /// Ends it at once, as a crash would (a child gets SIGKILL), and completes when it has ended. What it alone held is
    /// computed again; scattered values of which it had the last copy are lost.
    /// </summary>
    public Task KillAsync() => _running.KillAsync();
}
