using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// Which run of each key is the one that counts, kept from the scheduler's words alone and not from its records: the
/// last one sent out, until it is taken back, its worker is lost, or its outcome came.
/// </summary>
internal sealed class RunLedger
{
    private readonly Dictionary<string, OpenRun> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _deaths = new(StringComparer.Ordinal);

    /// <summary>Whether this is the run of the key that counts.</summary>
    public bool IsOpen(string key, long run, PeerAddress worker) =>
        _open.TryGetValue(key, out var open) && open.Run == run && open.Worker == worker;

    /// <summary>The run that counts, or null.</summary>
    public OpenRun? Open(string key) => _open.GetValueOrDefault(key);

    /// <summary>The number of the last run that was sent out; -1 before the first.</summary>
    public long LastRun(string key) => _last.GetValueOrDefault(key, -1);

    /// <summary>How often a worker was lost after it had reported the key's function as started.</summary>
    public int Deaths(string key) => _deaths.GetValueOrDefault(key);

    /// <summary>Takes note of what the scheduler saw and said; called after the checkers.</summary>
    public void OnScheduler(SchedulerEvent happened, IReadOnlyList<SchedulerEffect> effects)
    {
        switch (happened)
        {
            case SchedulerEvent.PeerLost lost:
                CloseAll(lost.Peer, countDeaths: true);
                break;
            case SchedulerEvent.WorkerMessageReceived { Message: var word, From: var from }:
                OnWord(word, from);
                break;
        }

        foreach (var effect in effects)
        {
            if (effect is not SchedulerEffect.SendToWorker send) continue;
            switch (send.Message)
            {
                case SchedulerToWorker.ComputeTask compute:
                    _open[compute.Key] = new OpenRun(compute.Run, send.To);
                    _last[compute.Key] = compute.Run;
                    break;
                case SchedulerToWorker.CancelTask cancel:
                    Close(cancel.Key, cancel.Run, send.To);
                    break;
            }
        }
    }

    private void OnWord(WorkerToScheduler word, PeerAddress from)
    {
        switch (word)
        {
            case WorkerToScheduler.TaskStarted started when IsOpen(started.Key, started.Run, from):
                _open[started.Key].HasStarted = true;
                break;
            case WorkerToScheduler.TaskFinished finished:
                Close(finished.Key, finished.Run, from);
                break;
            case WorkerToScheduler.TaskErred erred:
                Close(erred.Key, erred.Run, from);
                break;
            case WorkerToScheduler.DependencyMissing missing:
                Close(missing.Key, missing.Run, from);
                break;
            case WorkerToScheduler.WorkerLeaving:
                CloseAll(from, countDeaths: false);
                break;
        }
    }

    private void Close(string key, long run, PeerAddress worker)
    {
        if (IsOpen(key, run, worker)) _open.Remove(key);
    }

    private void CloseAll(PeerAddress worker, bool countDeaths)
    {
        foreach (var (key, open) in _open.Where(item => item.Value.Worker == worker).ToList())
        {
            if (countDeaths && open.HasStarted) _deaths[key] = Deaths(key) + 1;
            _open.Remove(key);
        }
    }

    /// <summary>A run whose outcome is awaited.</summary>
    internal sealed class OpenRun(long run, PeerAddress worker)
    {
        /// <summary>Its number.</summary>
        public long Run { get; } = run;

        /// <summary>Who runs it.</summary>
        public PeerAddress Worker { get; } = worker;

        /// <summary>Whether its worker said that the function has begun.</summary>
        public bool HasStarted { get; set; }
    }
}
