using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <content>Values on their way to the user.</content>
public sealed partial class ClientShell
{
    private readonly Dictionary<long, UserCall.Gather> _gathers = [];
    private readonly Dictionary<long, ClientEffect.FetchData> _fetches = [];

    // Gathers share what arrives; the machine says when the last of them is done with it.
    private readonly Dictionary<string, object?> _arrived = new(StringComparer.Ordinal);

    private void Take(UserCall.Gather gather)
    {
        long request = ++_requests;
        _gathers[request] = gather;
        IReadOnlyList<string> keys = gather.Keys.Count < 2
            ? gather.Keys
            : [.. gather.Keys.Distinct(StringComparer.Ordinal)];
        Drive(new ClientEvent.GatherRequested(_clock.Now, request, keys));
    }

    private void Fetch(ClientEffect.FetchData fetch)
    {
        _fetches[fetch.Request] = fetch;
        var accepts = _options.Deserializers ?? _options.Serializers;
        _link.Send(fetch.Peer, new DataMessage.GetData(fetch.Request, fetch.Keys, accepts));
    }

    private bool TryEndFetch(PeerAddress from, long request, out ClientEffect.FetchData fetch)
    {
        if (!_fetches.TryGetValue(request, out fetch!) || fetch.Peer != from) return false;
        _fetches.Remove(request);
        return true;
    }

    private void ForgetFetchesFrom(PeerAddress peer)
    {
        foreach (var (request, fetch) in _fetches)
        {
            if (fetch.Peer == peer) _fetches.Remove(request);
        }
    }

    private void OnBusy(PeerAddress from, DataMessage.DataBusy busy)
    {
        if (TryEndFetch(from, busy.Request, out _))
            Drive(new ClientEvent.FetchRefused(_clock.Now, busy.Request, from));
    }

    private void Take(PeerAddress from, DataMessage.DataReply reply)
    {
        if (!TryEndFetch(from, reply.Request, out var fetch)) return;
        var options = Accepting(from);
        var arrived = new List<string>(fetch.Keys.Count);
        var failed = new List<(string Key, ErrorDetail Error)>();
        var missing = new List<string>();
        for (int i = 0; i < fetch.Keys.Count; i++)
        {
            string key = fetch.Keys[i];
            if (ArrivedValues.At(reply.Items, i, key) is not { } item)
            {
                missing.Add(key);
                continue;
            }

            if (!ArrivedValues.TryOpen(item, _options.Serializer, options, out var value, out var failure))
            {
                ClientLog.ValueRefused(_log, _link.Self, key, from, failure.Message);
                failed.Add((key, ErrorDetails.From(failure)));
                continue;
            }

            arrived.Add(key);
            _arrived[key] = value;
        }

        Drive(new ClientEvent.DataArrived(_clock.Now, reply.Request, from, arrived, missing, failed));
    }

    private void Complete(ClientEffect.CompleteGather complete)
    {
        if (!_gathers.Remove(complete.Request, out var gather)) return;
        var values = new object?[gather.Keys.Count];
        for (int i = 0; i < values.Length; i++) values[i] = _arrived[gather.Keys[i]];
        gather.Answer.TrySetResult(values);
    }

    private void Fail(ClientEffect.FailGather fail)
    {
        if (!_gathers.Remove(fail.Request, out var gather)) return;
        gather.Answer.TrySetException(ExceptionFor(fail));
    }

    private Exception ExceptionFor(ClientEffect.FailGather fail)
    {
        var error = fail.Error;
        switch (fail.State)
        {
            case FutureState.Cancelled: return new TaskCancelledException(fail.Key, error.Text);
            case FutureState.Lost when _schedulerLost is { } reason: return new SchedulerLostException(reason);
            case FutureState.Lost: return new DataLostException(fail.Key, error.Text);
        }

        if (error.TypeName == SchedulerErrorNames.DataLost) return new DataLostException(fail.Key, error.Text);
        if (Rebuild(error) is { } own) return own;
        string cause = _keys.TryGetValue(fail.Key, out var key) ? key.Cause ?? fail.Key : fail.Key;
        return new TaskFailedException(fail.Key, cause, error.TypeName, error.Text, error.Stack, null);
    }

    // An exception is a value like any other: in a family that is not accepted here only its words are taken.
    private Exception? Rebuild(ErrorDetail error) => ErrorDetails.TryRebuild(
        error, payload => _options.Serializer.Deserialize(payload, Accepting(_scheduler)));

    private DeserializeOptions Accepting(PeerAddress from) => new()
    {
        Deserializers = _options.Deserializers ?? _options.Serializers,
        Context = _link.ContextFrom(from),
    };
}
