using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <content>The user's calls, drained in batches.</content>
public sealed partial class ClientShell
{
    // One message of submitted tasks at most: it must stay well under the limits of a message.
    private const int TasksPerMessage = 512;
    private const long SpecBytesPerMessage = 4 << 20;

    private readonly Dictionary<long, TaskCompletionSource<IReadOnlyList<WorkerSummary>>> _questions = [];
    private readonly Dictionary<long, TaskCompletionSource<IReadOnlyList<KeyHolders>>> _locates = [];
    private readonly Dictionary<long, TaskCompletionSource<SchedulerSnapshot>> _statuses = [];
    private readonly HashSet<string> _releasedKeys = new(StringComparer.Ordinal);
    private List<TaskDefinition> _submitted = [];
    private List<string> _released = [];
    private long _submittedBytes;

    private void DrainCalls()
    {
        _calls.BeginDrain();
        int left = CallsPerDrain;
        while (left-- > 0 && !_ended && _calls.TryDequeue(out var call)) Take(call);
        FlushSubmitted();
        FlushReleased();
        if (left < 0 && !_ended) _calls.Wake();
    }

    private void Take(UserCall call)
    {
        switch (call)
        {
            case UserCall.Submit submit: Take(submit); return;
            case UserCall.Release release: Take(release); return;
        }

        // Everything else must find the machine as the user left it with the calls before.
        FlushSubmitted();
        FlushReleased();
        if (_ended)
        {
            call.Reject(_calls.ClosedBy!);
            return;
        }

        switch (call)
        {
            case UserCall.Gather gather: Take(gather); break;
            case UserCall.Scatter scatter: Take(scatter); break;
            case UserCall.Cancel cancel:
                Drive(new ClientEvent.KeysCancelled(_clock.Now, cancel.Keys, cancel.Force));
                cancel.Sent.TrySetResult();
                break;
            case UserCall.Retry retry:
                Drive(new ClientEvent.RetryRequested(_clock.Now, retry.Keys));
                retry.Sent.TrySetResult();
                break;
            case UserCall.ListWorkers list:
                long request = ++_requests;
                _questions[request] = list.Answer;
                Drive(new ClientEvent.WorkersRequested(_clock.Now, request));
                break;
            case UserCall.Status status:
                _statuses[++_requests] = status.Answer;
                Drive(new ClientEvent.StatusRequested(_clock.Now, _requests));
                break;
            case UserCall.Locate locate:
                _locates[++_requests] = locate.Answer;
                Drive(new ClientEvent.LocationsRequested(_clock.Now, _requests, locate.Keys));
                break;
            case UserCall.Close: Drive(new ClientEvent.CloseRequested(_clock.Now)); break;
            default: throw new CheckException($"no one carries out {call.GetType().Name}");
        }
    }

    private void Take(UserCall.Submit submit)
    {
        // Releases may wait until after the submissions of a batch, except of the very key that is submitted again.
        if (_releasedKeys.Contains(submit.Task.Key)) FlushReleased();
        Hold(submit.Cell);
        _submitted.Add(submit.Task);
        _submittedBytes += BytesOf(submit.Task);
        if (_submitted.Count >= TasksPerMessage || _submittedBytes >= SpecBytesPerMessage) FlushSubmitted();
    }

    private static long BytesOf(TaskDefinition task)
    {
        long bytes = task.Key.Length + task.Spec.Payload.FrameBytes + task.Spec.Payload.Header.Encoded.Length;
        for (int i = 0; i < task.Dependencies.Count; i++) bytes += task.Dependencies[i].Length;
        return bytes;
    }

    private void Take(UserCall.Release release)
    {
        string name = release.Cell.Key;
        if (!_keys.TryGetValue(name, out var key) || !key.Remove(release.Cell)) return;
        if (!key.IsHeld) _keys.Remove(name);

        // Nothing more will be said of this future: whoever still waits by it must hear that.
        if (release.Cell.State == FutureState.Pending) release.Cell.Set(FutureState.Cancelled);
        _released.Add(name);
        _releasedKeys.Add(name);
    }

    private void Hold(FutureCell cell)
    {
        if (!_keys.TryGetValue(cell.Key, out var key)) _keys[cell.Key] = key = new ClientKey();
        key.Add(cell);
    }

    private void FlushSubmitted()
    {
        if (_submitted.Count == 0 || _ended) return;
        var tasks = _submitted;
        (_submitted, _submittedBytes) = ([], 0);
        Drive(new ClientEvent.TasksSubmitted(_clock.Now, tasks));
    }

    private void FlushReleased()
    {
        if (_released.Count == 0 || _ended) return;

        // What is released must have been submitted before.
        FlushSubmitted();
        var keys = _released;
        _released = [];
        _releasedKeys.Clear();
        Drive(new ClientEvent.FuturesReleased(_clock.Now, keys));
    }
}
