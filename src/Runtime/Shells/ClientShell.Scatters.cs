using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <content>Values on their way to the workers.</content>
public sealed partial class ClientShell
{
    private readonly Dictionary<long, OpenScatter> _scatters = [];
    private readonly Dictionary<string, OpenScatter> _scatterOf = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OpenScatter> _puts = [];

    // Those whose user still waits.
    private readonly HashSet<OpenScatter> _awaited = [];

    private void Take(UserCall.Scatter call)
    {
        long request = ++_requests;
        var keys = new string[call.Cells.Count];
        var values = new Dictionary<string, object?>(keys.Length, StringComparer.Ordinal);
        var scatter = new OpenScatter(call, values);
        for (int i = 0; i < keys.Length; i++)
        {
            Hold(call.Cells[i]);
            keys[i] = call.Cells[i].Key;
            values[keys[i]] = call.Values[i];
            _scatterOf[keys[i]] = scatter;
        }

        _scatters[request] = scatter;
        _awaited.Add(scatter);
        Drive(new ClientEvent.ScatterRequested(_clock.Now, request, keys, call.Replicas, call.Workers));
    }

    private void Put(ClientEffect.PutData put)
    {
        // All keys of one request to a worker are of one scatter.
        if (!_scatterOf.TryGetValue(put.Keys[0], out var scatter)) return;
        _puts[put.Request] = scatter;
        var items = new DataItem[put.Keys.Count];
        for (int i = 0; i < items.Length; i++)
            items[i] = new DataItem(put.Keys[i], new ToSerialize(scatter.Values[put.Keys[i]]));
        scatter.WritesOpen++;
        if (scatter.Unencodable is { } known)
        {
            // The machine tries again elsewhere; a value without a family has none there either.
            _mailbox.Post(new Mail.PutEnded(put.Request, put.Peer, known, true));
            return;
        }

        var context = _link.ContextOf(put.Peer);
        _ = context.Proximity == Proximity.SameProcess
            ? WriteAsync(put, items)
            : Task.Run(() => EncodeAndWriteAsync(put, items, context));
    }

    // On another thread: encoding may take long, and a value without a family fails here, before anything is sent.
    private async Task EncodeAndWriteAsync(ClientEffect.PutData put, DataItem[] items, SerializationContext context)
    {
        try
        {
            var options = new SerializeOptions
            {
                Serializers = _link.FamiliesFor(put.Peer) ?? _options.Serializers,
                OnError = OnError.Raise,
                Context = context,
            };
            for (int i = 0; i < items.Length; i++)
            {
                object? value = ((ToSerialize)items[i].Value!).Value;
                items[i] = items[i] with { Value = new Serialized(_options.Serializer.Serialize(value, options)) };
            }
        }
        catch (Exception error)
        {
            _mailbox.Post(new Mail.PutEnded(put.Request, put.Peer, error, true));
            return;
        }

        await WriteAsync(put, items).ConfigureAwait(false);
    }

    private async Task WriteAsync(ClientEffect.PutData put, DataItem[] items)
    {
        try
        {
            var message = new DataMessage.PutData(put.Request, items);
            await _link.SendAsync(put.Peer, message, CancellationToken.None).ConfigureAwait(false);
            _mailbox.Post(new Mail.PutEnded(put.Request, put.Peer, null, false));
        }
        catch (Exception error)
        {
            _mailbox.Post(new Mail.PutEnded(put.Request, put.Peer, error, false));
        }
    }

    private void OnPutEnded(Mail.PutEnded put)
    {
        if (!_puts.Remove(put.Request, out var scatter)) return;
        scatter.WritesOpen--;
        if (put.Failure is { } failure)
        {
            if (put.IsUnencodable) scatter.Unencodable ??= failure;
            var refusal = ErrorDetails.From(failure);
            Drive(new ClientEvent.DataPut(_clock.Now, put.Request, put.Peer, [], refusal));
        }

        if (!_ended) TryFinish(scatter);
    }

    private void OnPut(PeerAddress from, DataMessage.PutDataReply reply) =>
        Drive(new ClientEvent.DataPut(_clock.Now, reply.Request, from, reply.Held, reply.Refusal));

    private void EndScatter(long request, ErrorDetail? failure)
    {
        if (!_scatters.Remove(request, out var scatter)) return;
        scatter.IsEnded = true;
        scatter.Failure = failure;
        foreach (string key in scatter.Values.Keys) _scatterOf.Remove(key);
        TryFinish(scatter);
    }

    // The user may touch the values again only when the last byte of them has been written.
    private void TryFinish(OpenScatter scatter)
    {
        if (scatter.WritesOpen > 0 || (!scatter.IsEnded && scatter.Unencodable is null)) return;
        if (!_awaited.Remove(scatter)) return;
        if (scatter.Unencodable is null && scatter.Failure is null) scatter.Call.Done.TrySetResult();
        else scatter.Call.Done.TrySetException(scatter.Unencodable ?? ExceptionFor(scatter.Failure!));
    }

    private Exception ExceptionFor(ErrorDetail failure) => _schedulerLost is { } reason
        ? new SchedulerLostException(reason)
        : Rebuild(failure) ?? new ScatterFailedException(failure.Text, failure.TypeName);

    private sealed class OpenScatter(UserCall.Scatter call, IReadOnlyDictionary<string, object?> values)
    {
        public UserCall.Scatter Call { get; } = call;

        public IReadOnlyDictionary<string, object?> Values { get; } = values;

        public int WritesOpen { get; set; }

        public bool IsEnded { get; set; }

        public ErrorDetail? Failure { get; set; }

        /// <summary>Why no worker will ever get the values: they cannot be encoded.</summary>
        public Exception? Unencodable { get; set; }
    }
}
